import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { demandOf } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { KeptAnswers } from '../../calls/kept-answers';
import { VisibleModels } from '../../catalogue/visible-models';
import { Settings } from '../../config/settings';
import type { JsonObject } from '../../json/json-object';
import { sendWhole } from '../../reply/send-whole';
import { PartSeal } from '../../wire/canonical/part-seal';
import { hasForeignTools, isResponsesForm } from '../../wire/cursor/chat-form';
import { CursorWire } from '../../wire/cursor/cursor.wire';
import { chatWire } from '../../wire/openai-chat/openai-chat.wire';
import type { DoorWire } from '../../wire/wire';
import { CHAT_ANSWERS } from '../chat/request-examples';
import { streamChat } from '../chat/chat-stream';
import { OpenAiModelList } from '../models/models.dto';
import { validateCursorRequest } from './cursor-request';
import { CURSOR_EXAMPLES } from './request-examples';

/** The limit of an answer's tokens, in both forms of the body. */
const DEMAND = demandOf(['max_completion_tokens', 'max_tokens', 'max_output_tokens']);

/** The door for Cursor, which asks for Chat Completions with the body of another API. */
@ApiTags('chat')
@OfDoor('cursor')
@Controller()
export class CursorController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) private readonly seal: PartSeal,
    private readonly kept: KeptAnswers,
    private readonly visible: VisibleModels,
  ) {}

  @Post(['cursor/v1/chat/completions', 'cursor/chat/completions'])
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'createCursorCompletion',
    summary: 'Chat Completions for Cursor',
    description:
      "With `/cursor/v1` as Cursor's base URL. The body is one of Chat Completions, or one of Responses, which Cursor's agent " +
      'sends to this path; the answer is one of Chat Completions. Calls of custom tools come as functions with the text itself ' +
      'as their arguments.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/CursorRequest' }, examples: CURSOR_EXAMPLES })
  @ApiOkResponse({
    description: 'The answer; with `stream: true` as server-sent events.',
    content: CHAT_ANSWERS,
  })
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const {
      body,
      model = this.settings.defaultModel,
      stream,
      usageWanted,
    } = validateCursorRequest(request.body);
    const call = callRequest(request, {
      wire: this.#wire(body, request.caller?.keyId ?? ''),
      route: '/cursor/v1/chat/completions',
      raw: request.rawBody ?? Buffer.alloc(0),
      body,
      model,
      usageWanted,
    });
    return stream
      ? streamChat(this.calls, call, reply)
      : sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }

  /** The list, for clients that ask for it under their base URL. */
  @Get(['cursor/v1/models', 'cursor/models'])
  @ApiExcludeEndpoint()
  async models(@Req() { caller }: FastifyRequest): Promise<OpenAiModelList> {
    return new OpenAiModelList(await this.visible.of(caller));
  }

  /** What is a Chat Completions body through and through passes as one. */
  #wire(body: JsonObject, owner: string): DoorWire {
    const kept = this.kept.ofCaller(owner);
    return isResponsesForm(body) || hasForeignTools(body)
      ? new CursorWire(body, this.seal, kept)
      : chatWire(kept);
  }
}

import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { KeptAnswers } from '../../calls/kept-answers';
import { modelInPath } from '../../calls/model-in-path';
import { sendWhole } from '../../reply/send-whole';
import { outlineOf } from '../../body/large-body';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { requireObject } from '../../body/validate-body';
import { Settings } from '../../config/settings';
import { demandOf } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { chatFunctionsWire, chatWire } from '../../wire/openai-chat/openai-chat.wire';
import { usesFunctions } from '../../wire/openai-chat/legacy-functions';
import { validateChatRequest } from './chat-request';
import { ChatRequestDto } from './chat-request.dto';
import { streamChat } from './chat-stream';
import { CHAT_ANSWERS, CHAT_EXAMPLES } from './request-examples';

/** The limit of an answer's tokens, as this wire has it; what is in `extra_body` LiteLLM puts in its place. */
const LIMITS = ['max_completion_tokens', 'max_tokens'];
const DEMAND = demandOf([...LIMITS, ...LIMITS.map((limit) => `extra_body.${limit}`)]);

/** The door for OpenAI Chat Completions, in the three places where SDKs look for it. */
@ApiTags('chat')
@OfDoor('chat')
@Controller()
export class ChatController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    private readonly kept: KeptAnswers,
  ) {}

  @Post([
    'v1/chat/completions',
    'chat/completions',
    'openai/v1/chat/completions',
    'openai/deployments/:model/chat/completions',
  ])
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'createChatCompletion',
    summary: 'Chat Completions',
    description:
      'Every field of the public API is accepted; fields that are not named here pass to the model as they are.',
  })
  @ApiBody({ type: ChatRequestDto, examples: CHAT_EXAMPLES })
  @ApiOkResponse({
    description: 'The answer; with `stream: true` as server-sent events.',
    content: CHAT_ANSWERS,
  })
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const chat = validateChatRequest(request.body);
    const body = requireObject(request.body);
    const wire = isOldForm(body) ? chatFunctionsWire : chatWire;
    const call = callRequest(request, {
      wire: wire(this.kept.ofCaller(request.caller?.keyId ?? '')),
      route: '/v1/chat/completions',
      raw: request.rawBody ?? Buffer.alloc(0),
      body,
      model: modelInPath(request) ?? chat.model ?? this.settings.defaultModel,
      usageWanted: Reflect.get(chat.stream_options ?? {}, 'include_usage') === true,
    });
    return chat.stream === true
      ? streamChat(this.calls, call, reply)
      : sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }
}

/** Whether a request has `functions`, or the result of one: a conversation may go on without them. */
function isOldForm(body: JsonObject): boolean {
  if (usesFunctions(body)) return true;
  const messages = outlineOf(body, 'messages');
  return (
    Array.isArray(messages) &&
    messages.some((message: unknown) => isObject(message) && message['role'] === 'function')
  );
}

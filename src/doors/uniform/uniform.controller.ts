import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRequest } from '../../calls/call-request';
import type { CallRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { sendStream } from '../../reply/send-stream';
import { sendWhole } from '../../reply/send-whole';
import { Settings } from '../../config/settings';
import { demandOf } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { CHAT_EXAMPLES, COMPLETION_EXAMPLES, STREAM_EXAMPLES } from './request-examples';
import { eventFormat } from './stream-event';
import { STREAM_EVENT_SCHEMAS } from './stream-event.dto';
import { uniformAnswer } from './uniform-answer';
import { UniformAnswer } from './uniform-answer.dto';
import { readChat, readCompletion, readStream } from './uniform-request';
import type { CanonicalChat } from './uniform-request';
import {
  CHAT_REQUEST,
  COMPLETION_REQUEST,
  STREAM_REQUEST,
  UniformChatRequestDto,
  UniformCompletionRequestDto,
  UniformStreamRequestDto,
} from './uniform-request.dto';
import { UniformStream } from './uniform-stream';

const STREAM_ANSWER = {
  'text/event-stream': {
    schema: { type: 'string' },
    example:
      'event: token\ndata: {"token":"Mock","index":1}\n\n' +
      'event: message\ndata: {"role":"assistant","content":"Mock","tool_calls":[]}\n\n' +
      'event: end\ndata: {"usage":{…},"finish_reason":"stop","model":"gpt-4o-mini","trace_id":"…"}\n\n',
  },
  'application/x-ndjson': {
    schema: { type: 'string' },
    example:
      '{"type":"token","token":"Mock","index":1}\n' +
      '{"type":"message","role":"assistant","content":"Mock","tool_calls":[]}\n' +
      '{"type":"end","usage":{…},"finish_reason":"stop","model":"gpt-4o-mini","trace_id":"…"}\n',
  },
} as const;

/** The limit of an answer's tokens, as this wire has it. */
const DEMAND = demandOf(['max_completion_tokens', 'max_tokens']);

/** The uniform door: one form of answer and one form of stream, whatever model is behind it. */
@ApiTags('uniform')
@ApiExtraModels(...STREAM_EVENT_SCHEMAS)
@OfDoor('uniform')
@Controller('llm')
export class UniformController {
  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  @Post('chat')
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({ operationId: 'createUniformChat', summary: 'One whole answer to messages' })
  @ApiBody({ type: UniformChatRequestDto, examples: CHAT_EXAMPLES })
  @ApiOkResponse({ type: UniformAnswer })
  chat(
    @Body(CHAT_REQUEST) asked: UniformChatRequestDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#whole(reply, this.#call(request, '/llm/chat', readChat(request, asked)));
  }

  @Post('completions')
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({ operationId: 'createUniformCompletion', summary: 'One whole answer to a prompt' })
  @ApiBody({ type: UniformCompletionRequestDto, examples: COMPLETION_EXAMPLES })
  @ApiOkResponse({ type: UniformAnswer })
  completions(
    @Body(COMPLETION_REQUEST) asked: UniformCompletionRequestDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#whole(reply, this.#call(request, '/llm/completions', readCompletion(request, asked)));
  }

  @Post('stream')
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'createUniformStream',
    summary: 'An answer to messages or to a prompt, as a stream of events',
    description:
      'Server-sent events `token`, `reasoning`, `tool_call` as they come, then `message` and `end`; or `error`, after ' +
      'which the connection is broken. With `accept: application/x-ndjson`, one JSON object a line, named by its `type`.',
  })
  @ApiBody({ type: UniformStreamRequestDto, examples: STREAM_EXAMPLES })
  @ApiOkResponse({ description: 'The events.', content: STREAM_ANSWER })
  stream(
    @Body(STREAM_REQUEST) asked: UniformStreamRequestDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const call = this.#call(request, '/llm/stream', readStream(request, asked));
    const format = new UniformStream(eventFormat(request.headers.accept));
    return sendStream(this.calls, call, reply, format);
  }

  #call(request: FastifyRequest, route: string, { raw, body, model }: CanonicalChat): CallRequest {
    const asked = model ?? this.settings.defaultModel;
    return callRequest(request, { route, raw, body, model: asked, usageWanted: false });
  }

  #whole(reply: FastifyReply, call: CallRequest): Promise<void> {
    return sendWhole(reply, this.calls.lifetime(call), (lifetime) =>
      this.calls.complete(call, lifetime, uniformAnswer),
    );
  }
}

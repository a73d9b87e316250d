import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '../../api-description/api.decorators';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { demandOf } from '../../admission/call-demand';
import { OfDoor } from '../../admission/of-door.decorator';
import { TakesSlot } from '../../admission/takes-slot.decorator';
import { callRequest } from '../../calls/call-request';
import type { CallRequest } from '../../calls/call-request';
import { CallsService } from '../../calls/calls.service';
import { KeptAnswers } from '../../calls/kept-answers';
import { Settings } from '../../config/settings';
import type { JsonObject } from '../../json/json-object';
import { sendStream } from '../../reply/send-stream';
import { sendWhole } from '../../reply/send-whole';
import { anthropicMessagesWire } from '../../wire/anthropic-messages/anthropic-messages.wire';
import { asksToCompact, compactingWire } from '../../wire/anthropic-messages/compacting-wire';
import { PartSeal } from '../../wire/canonical/part-seal';
import { keepingWire } from '../../wire/kept/keeping-wire';
import type { DoorWire } from '../../wire/wire';
import { validateCountRequest, validateMessagesRequest } from './messages-request';
import { withoutDefaultFallbacks } from './default-fallbacks';
import { withBetas, withoutPlatformFields } from './platform-fields';
import { messagesStream } from './messages-stream';
import { MessagesRequestDto } from './messages-request.dto';
import { COUNT_EXAMPLES, MESSAGES_ANSWERS, MESSAGES_EXAMPLES, TOKEN_COUNT } from './request-examples';

/** The limit of an answer's tokens, as this wire has it. */
const DEMAND = demandOf(['max_tokens']);

/** The door for Anthropic's Messages API, in front of every provider. */
@ApiTags('messages')
@OfDoor('messages')
@Controller()
export class MessagesController {
  readonly #wire: DoorWire;
  /** Of requests that ask for their conversation to be made shorter. */
  readonly #compacting: DoorWire;

  constructor(
    private readonly calls: CallsService,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(PartSeal) seal: PartSeal,
    private readonly kept: KeptAnswers,
  ) {
    this.#wire = anthropicMessagesWire(seal);
    this.#compacting = compactingWire(this.#wire, seal);
  }

  @Post(['v1/messages', 'anthropic/v1/messages'])
  @HttpCode(200)
  @TakesSlot(DEMAND)
  @ApiOperation({
    operationId: 'createMessage',
    summary: "Anthropic's Messages API",
    description:
      "For Anthropic's SDKs and Claude Code: the gateway's address is the base URL, the key goes into `x-api-key` or " +
      '`Authorization: Bearer`. Any model answers; fields and beta versions that are not known are never refused.',
  })
  @ApiBody({ type: MessagesRequestDto, examples: MESSAGES_EXAMPLES })
  @ApiOkResponse({
    description: 'The message; with `stream: true` as server-sent events.',
    content: MESSAGES_ANSWERS,
  })
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, model, stream } = validateMessagesRequest(request.body);
    const call = this.#call(request, '/v1/messages', body, model);
    return stream
      ? sendStream(this.calls, call, reply, messagesStream(request.trace.requestId))
      : sendWhole(reply, this.calls.lifetime(call), (lifetime) => this.calls.complete(call, lifetime));
  }

  /** Takes no slot: agents ask dozens of these at once, and an answer of ours is a matter of milliseconds. */
  @Post(['v1/messages/count_tokens', 'anthropic/v1/messages/count_tokens'])
  @HttpCode(200)
  @ApiOperation({
    operationId: 'countMessageTokens',
    summary: "Count a message's tokens",
    description: 'By Anthropic for its models; for all others by a tokenizer, which is near enough.',
  })
  @ApiBody({ type: MessagesRequestDto, examples: COUNT_EXAMPLES })
  @ApiOkResponse({ schema: TOKEN_COUNT })
  count(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, model } = validateCountRequest(request.body);
    const call = this.#call(request, '/v1/messages/count_tokens', body, model);
    return sendWhole(reply, this.calls.lifetime(call), (lifetime) =>
      this.calls.countTokens(call, lifetime, (tokens) =>
        Buffer.from(`{"input_tokens":${tokens.toString()}}`),
      ),
    );
  }

  #call(request: FastifyRequest, route: string, given: JsonObject, model: string | undefined): CallRequest {
    const { caller, rawBody: raw = Buffer.alloc(0) } = request;
    // Where nothing may be left out, a virtual key's `fallbacks` are refused whatever they are.
    const cuts = caller?.kind === 'virtual' && !this.settings.strictParams;
    const { request: asked, betas } = withoutPlatformFields({ raw, body: given });
    const written = cuts ? withoutDefaultFallbacks(asked) : asked;
    const { body } = written;
    const call = callRequest(request, {
      ...written,
      wire: keepingWire(
        asksToCompact(body) ? this.#compacting : this.#wire,
        this.kept.partsOf(caller?.keyId ?? ''),
      ),
      route,
      model: model ?? this.settings.defaultModel,
      usageWanted: true,
    });
    return betas === undefined ? call : { ...call, headers: withBetas(call.headers, betas) };
  }
}

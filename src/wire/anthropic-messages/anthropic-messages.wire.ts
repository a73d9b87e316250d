import type { PartSeal } from '../canonical/part-seal';
import type { DoorWire } from '../wire';
import { areEmptyEvents } from './empty-events';
import { MessagesFrameReader, messagesGoingOn } from './frame-reader';
import { readMessagesRequest } from './read-request';
import { MessageStreamWriter } from './stream-writer';
import { wholeMessage } from './whole-answer';

/**
 * Anthropic's Messages API: https://docs.anthropic.com/en/api/messages
 * @param seal for what other providers need back
 */
export function anthropicMessagesWire(seal: PartSeal): DoorWire {
  return {
    name: 'anthropic-messages',
    readRequest: (body) => readMessagesRequest(body, seal),
    streamWriter: (asked, summary) => new MessageStreamWriter(asked, summary, seal),
    saysNothing: areEmptyEvents,
    frameReader: (events) => new MessagesFrameReader(events),
    goingOn: messagesGoingOn,
    wholeAnswer: (answer, asked, usage, summary) => wholeMessage(answer, asked, usage, summary, seal),
  };
}

/** A document that a caller of the Gemini door sends, in the form of each provider. */
import type { JsonObject } from '../json/json-object';
import { writeMessagesRequest } from './anthropic-messages/write-request';
import { writeConverseRequest } from './bedrock-converse/write-request';
import type { CanonicalRequest } from './canonical/canonical-request';
import { PartSeal } from './canonical/part-seal';
import type { Target, Written } from './canonical/written';
import { geminiWire } from './gemini/gemini.wire';
import { writeChatRequest } from './openai-chat/write-request';
import { writeResponsesRequest } from './openai-responses/write-request';

const WIRE = geminiWire(new PartSeal(Buffer.alloc(32, 1)));
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

type Write = (request: CanonicalRequest, target: Target) => Written;

function sent(write: Write, model: string, inlineData: JsonObject): string {
  const parts = [{ inlineData: { data: Buffer.from('{"a":1}').toString('base64'), ...inlineData } }];
  const request = WIRE.readRequest({ contents: [{ role: 'user', parts }] });
  return JSON.stringify(
    write(request, { model, stream: false, strict: false, maxOutputTokens: undefined }).body,
  );
}

describe('a document at the Gemini door', () => {
  it.each([
    ['openai-chat', writeChatRequest, 'gpt-4o', '{"type":"text","text":"{\\"a\\":1}"}'],
    ['openai-responses', writeResponsesRequest, 'gpt-5', '{"type":"input_text","text":"{\\"a\\":1}"}'],
    ['anthropic-messages', writeMessagesRequest, 'claude-sonnet-4-5', '"data":"{\\"a\\":1}"'],
    ['bedrock-converse', writeConverseRequest, 'us.amazon.nova-pro-v1:0', '"format":"txt"'],
  ] as [string, Write, string, string][])(
    'that is a text by another name than text/… is a text at %s',
    (_wire, write, model, form) => {
      for (const mimeType of ['application/json', 'application/x-yaml', 'application/ld+json'])
        expect(sent(write, model, { mimeType })).toContain(form);
    },
  );

  it.each([
    ['openai-chat', writeChatRequest, 'gpt-4o'],
    ['openai-responses', writeResponsesRequest, 'gpt-5'],
  ] as [string, Write, string][])(
    'has the name that the caller gave it at %s, else one with the ending of its type',
    (_wire, write, model) => {
      expect(sent(write, model, { mimeType: DOCX })).toContain('"filename":"document.docx"');
      expect(sent(write, model, { mimeType: 'application/pdf' })).toContain('"filename":"document.pdf"');
      const named = { mimeType: 'application/pdf', displayName: 'plan.pdf' };
      expect(sent(write, model, named)).toContain('"filename":"plan.pdf"');
    },
  );
});

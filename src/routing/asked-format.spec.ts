import { asksForForm, asksForSchema } from './asked-format';

const SCHEMA = { type: 'object' };

describe('the form of an answer that a request asks for', () => {
  it.each<[string, object]>([
    ['Chat Completions', { response_format: { type: 'json_schema', json_schema: { schema: SCHEMA } } }],
    ['Responses', { text: { format: { type: 'json_schema', schema: SCHEMA } } }],
    ['Messages', { output_config: { format: { type: 'json_schema', schema: SCHEMA } } }],
    ['the beta of Messages', { output_format: { type: 'json_schema', schema: SCHEMA } }],
    ['Gemini', { generationConfig: { responseSchema: SCHEMA } }],
    ['Gemini in JSON Schema', { generation_config: { response_json_schema: SCHEMA } }],
  ])('is a schema: %s', (_door, body) => {
    expect([asksForSchema({ ...body }), asksForForm({ ...body })]).toEqual([true, true]);
  });

  it.each<[string, object]>([
    ['JSON in Chat Completions', { response_format: { type: 'json_object' } }],
    ['JSON in Responses', { text: { format: { type: 'json_object' } } }],
    ['JSON of Gemini', { generationConfig: { responseMimeType: 'application/json' } }],
    ["vLLM's grammars", { guided_regex: '\\d+' }],
    ["vLLM's structured outputs", { structured_outputs: { choice: ['a', 'b'] } }],
  ])('is another one: %s', (_which, body) => {
    expect([asksForSchema({ ...body }), asksForForm({ ...body })]).toEqual([false, true]);
  });

  it.each<[string, object]>([
    ['nothing is said', {}],
    ['null is said', { response_format: null, guided_json: null }],
    ['text is said in Chat Completions', { response_format: { type: 'text' } }],
    ['text is said in Responses', { text: { format: { type: 'text' }, verbosity: 'low' } }],
    ['effort is said in Messages', { output_config: { effort: 'low' } }],
    ['text is said to Gemini', { generationConfig: { responseMimeType: 'text/plain' } }],
  ])('is free where %s', (_what, body) => {
    expect([asksForSchema({ ...body }), asksForForm({ ...body })]).toEqual([false, false]);
  });
});

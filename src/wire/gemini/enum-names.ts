/**
 * Enums of Google's that come as numbers: protobuf's JSON has both forms, and Vertex AI's REST clients ask for numbers
 * (`$alt=json;enum-encoding=int`), so that replays and gateways in front of it answer so.
 * Form: https://protobuf.dev/programming-guides/json/ · numbers: `google/cloud/aiplatform/v1/content.proto` and `usage_metadata.proto`
 * (`google/ai/generativelanguage/v1beta/content.proto` has the same); Google's client for Go writes requests so.
 */

const FINISH_REASONS = [
  '',
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'IMAGE_OTHER',
  'UNEXPECTED_TOOL_CALL',
  'NO_IMAGE',
] as const;

const BLOCK_REASONS = [
  '',
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'JAILBREAK',
] as const;

const MODALITIES = ['', 'TEXT', 'IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT'] as const;

const TRAFFIC_TYPES = ['', 'ON_DEMAND', 'PROVISIONED_THROUGHPUT'] as const;

const OUTCOMES = ['', 'OUTCOME_OK', 'OUTCOME_FAILED', 'OUTCOME_DEADLINE_EXCEEDED'] as const;

const TYPES = ['', 'STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL'] as const;

const CALLING_MODES = ['', 'AUTO', 'ANY', 'NONE', 'VALIDATED'] as const;

const RESPONSE_MODALITIES = ['', 'TEXT', 'IMAGE', 'AUDIO'] as const;

const THINKING_LEVELS = ['', 'LOW', 'MEDIUM', 'HIGH', 'MINIMAL'] as const;

/** Of the Gemini API alone: https://ai.google.dev/api/embeddings#TaskType */
const TASK_TYPES = [
  '',
  'RETRIEVAL_QUERY',
  'RETRIEVAL_DOCUMENT',
  'SEMANTIC_SIMILARITY',
  'CLASSIFICATION',
  'CLUSTERING',
  'QUESTION_ANSWERING',
  'FACT_VERIFICATION',
  'CODE_RETRIEVAL_QUERY',
] as const;

/** The name of a schema's `type`; undefined where none is told. */
export function typeName(value: unknown): string | undefined {
  return nameOf(TYPES, value);
}

/** The `mode` of a `functionCallingConfig` that came as a number; every other value as it is. */
export function callingModeName(value: unknown): unknown {
  return nameOfNumber(CALLING_MODES, value);
}

/** The `thinkingLevel` of a `thinkingConfig` that came as a number; every other value as it is. */
export function thinkingLevelName(value: unknown): unknown {
  return nameOfNumber(THINKING_LEVELS, value);
}

/** The `taskType` of an embedding that came as a number; every other value as it is. */
export function taskTypeName(value: unknown): unknown {
  return nameOfNumber(TASK_TYPES, value);
}

/** The name of one of the `responseModalities`; undefined where none is told. */
export function responseModalityName(value: unknown): string | undefined {
  return nameOf(RESPONSE_MODALITIES, value);
}

/** The name of a `finishReason`, the digits of one that is not known; undefined where none is told. */
export function finishReasonName(value: unknown): string | undefined {
  return nameOf(FINISH_REASONS, value) ?? digitsOf(value);
}

/** The name of a `blockReason`, the digits of one that is not known; undefined where none is told. */
export function blockReasonName(value: unknown): string | undefined {
  return nameOf(BLOCK_REASONS, value) ?? digitsOf(value);
}

/** The name of a `modality`; undefined where none is told. */
export function modalityName(value: unknown): string | undefined {
  return nameOf(MODALITIES, value);
}

/** The name of a `trafficType`; undefined where none is told. */
export function trafficTypeName(value: unknown): string | undefined {
  return nameOf(TRAFFIC_TYPES, value);
}

/** The name of the `outcome` of code that ran; undefined where none is told. */
export function outcomeName(value: unknown): string | undefined {
  return nameOf(OUTCOMES, value);
}

function nameOfNumber(names: readonly string[], value: unknown): unknown {
  return typeof value === 'number' ? nameOf(names, value) : value;
}

/** 0 is `…_UNSPECIFIED`, and says nothing. */
function nameOf(names: readonly string[], value: unknown): string | undefined {
  const name = typeof value === 'number' ? names[value] : value;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** An answer ended, though not in a way that has a name here. */
function digitsOf(value: unknown): string | undefined {
  return typeof value === 'number' && value !== 0 ? String(value) : undefined;
}

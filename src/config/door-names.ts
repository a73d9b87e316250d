/** The doors that a key or a group can be held to. Lists of models and what a key learns of itself are open to every key. */
export const DOOR_NAMES = [
  'chat',
  'messages',
  'responses',
  'gemini',
  'embeddings',
  'uniform',
  'cursor',
  'images',
  'audio',
  'moderations',
  'rerank',
  'completions',
] as const;

/** A name of {@link DOOR_NAMES}. */
export type DoorName = (typeof DOOR_NAMES)[number];

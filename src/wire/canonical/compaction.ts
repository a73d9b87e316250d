/** What a model is asked at the end of the conversation that it is to make shorter. */
export const COMPACTION_PROMPT =
  'Summarise the conversation so far, so that the work can go on from your summary alone. Keep what the user wants, decisions, ' +
  'names of files, identifiers and values word for word, what was done, and what is still to do. Answer with the summary only.';

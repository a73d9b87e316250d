/** How the rest of a broken stream is asked for. */
export type RescueMode = 'prefill' | 'restart' | 'instruction';

/** What a scenario waits for; `isSo` is asked again and again until `maxMs` of the stage's time are over. */
export interface Wait {
  readonly isSo: () => boolean;
  readonly maxMs: number;
}

export type Play = Generator<Wait, void>;

/** Why an attempt is stopped: another deployment, which was asked at the same time, was the first to answer. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';

  /** @param wasSlow whether the other one was asked because this one had said nothing for too long */
  constructor(readonly wasSlow: boolean) {
    super('Another deployment was first.');
  }
}

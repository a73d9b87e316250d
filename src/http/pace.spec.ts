import { Pace } from './pace';

describe('Pace', () => {
  it('calls slow what came slower than the least rate in a window of time', () => {
    const pace = new Pace(1_000, 100, 0, 0);
    expect([pace.isSlow(500, 1), pace.isSlow(1_000, 100), pace.isSlow(2_000, 199)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('excuses nothing by what came quickly before, and forgets what was slow once it comes again', () => {
    const pace = new Pace(1_000, 100, 0, 0);
    expect([
      pace.isSlow(1_000, 20_000_000),
      pace.isSlow(2_000, 20_000_001),
      pace.isSlow(2_500, 20_000_900),
      pace.isSlow(3_000, 20_000_900),
    ]).toEqual([false, true, true, false]);
  });

  it('leaves out a time in which nothing could come', () => {
    const pace = new Pace(1_000, 100, 0, 0);
    pace.skip(5_000);
    expect([pace.isSlow(5_500, 0), pace.isSlow(6_000, 100)]).toEqual([false, false]);
  });
});

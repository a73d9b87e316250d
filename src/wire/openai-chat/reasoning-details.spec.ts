import { ReasoningDetails } from './reasoning-details';

const piece = (more: object) => ({
  type: 'reasoning.text',
  format: 'anthropic-claude-v1',
  index: 0,
  ...more,
});

describe('reasoning details in pieces', () => {
  it('keep what signs them where a later piece has an empty signature', () => {
    const details = new ReasoningDetails();
    details.add([piece({ text: 'So', signature: null })]);
    details.add([piece({ text: '', signature: 'c2ln' })]);
    details.add([piece({ text: '.', signature: '' })]);
    const whole = piece({ text: 'So.', signature: 'c2ln' });
    expect(details.take()).toEqual({ type: 'reasoning_details', details: [whole] });
    expect(details.take()).toBeUndefined();
  });

  it('are not told while they are text alone, which the reasoning says already', () => {
    const details = new ReasoningDetails();
    details.add([piece({ text: 'So' }), piece({ text: ' on', signature: '' })]);
    expect(details.take()).toBeUndefined();
  });
});

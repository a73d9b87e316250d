import { askedTier } from './asked-tier';

it.each<[body: unknown, tier: string | undefined]>([
  [{ service_tier: 'flex' }, 'flex'],
  [{ service_tier: 'PRIORITY' }, 'priority'],
  [{ service_tier: 'fast' }, 'priority'],
  [{ service_tier: 'ultrafast' }, 'ultrafast'],
  [{ service_tier: 'auto' }, undefined],
  [{ service_tier: 'standard_only', speed: 'fast' }, 'fast'],
  [{ inference_geo: 'us' }, 'us'],
  [{ inference_geo: 'us', speed: 'fast' }, 'us_fast'],
  [{ inference_geo: 'global', speed: 'standard' }, undefined],
  [{ serviceTier: 'flex' }, 'flex'],
  [{ serviceTier: { type: 'priority' } }, 'priority'],
  [{ service_tier: 'a tier\n' }, undefined],
  [{ service_tier: 7 }, undefined],
  [undefined, undefined],
])('%j asks for the tier %s', (body, tier) => {
  expect(askedTier(body)).toBe(tier);
});

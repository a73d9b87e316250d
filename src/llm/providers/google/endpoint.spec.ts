import type { ConnectionOptions } from '../../../config/connection-options';
import type { ConnectionTarget } from '../../provider';
import { googleEndpoint } from './endpoint';

function addressOf(
  endpoint: string,
  options: ConnectionOptions = {},
  provider = 'google',
  project?: string,
): string {
  const target: ConnectionTarget = { name: 'c', provider, endpoint, credential: undefined, options };
  const { baseUrl, modelPath } = googleEndpoint(target, project);
  return baseUrl + modelPath('gemini-2.5-flash', 'generateContent');
}

const MODEL = 'models/gemini-2.5-flash:generateContent';
const STUDIO = 'https://generativelanguage.googleapis.com';
const GLOBAL = 'https://aiplatform.googleapis.com';

describe('googleEndpoint', () => {
  it.each<[string, ConnectionOptions, string, string]>([
    [STUDIO, {}, 'google', `${STUDIO}/v1beta/${MODEL}`],
    [`${STUDIO}/v1/`, {}, 'google', `${STUDIO}/v1/${MODEL}`],
    [STUDIO, { project: 'p' }, 'vertex', `${STUDIO}/v1beta/${MODEL}`],
    [GLOBAL, {}, 'vertex', `${GLOBAL}/v1/publishers/google/${MODEL}`],
    [GLOBAL, {}, 'google', `${GLOBAL}/v1/publishers/google/${MODEL}`],
    [
      GLOBAL,
      { project: 'p' },
      'vertex',
      `${GLOBAL}/v1/projects/p/locations/global/publishers/google/${MODEL}`,
    ],
    [
      GLOBAL,
      { project: 'p', location: 'europe-west4' },
      'vertex',
      `https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/${MODEL}`,
    ],
    [
      GLOBAL,
      { project: 'p', region: 'eu' },
      'vertex',
      `https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/google/${MODEL}`,
    ],
    [
      'https://us-east5-aiplatform.googleapis.com/v1beta1',
      { project: 'p' },
      'vertex',
      `https://us-east5-aiplatform.googleapis.com/v1beta1/projects/p/locations/us-east5/publishers/google/${MODEL}`,
    ],
    [
      'https://us-east5-aiplatform.googleapis.com/v1/projects/q/locations/us-east5/publishers/google',
      {},
      'vertex',
      `https://us-east5-aiplatform.googleapis.com/v1/projects/q/locations/us-east5/publishers/google/${MODEL}`,
    ],
    [`${STUDIO}/v1beta/models`, {}, 'google', `${STUDIO}/v1beta/${MODEL}`],
    [`${STUDIO}/v1beta/models/gemini-2.5-pro:generateContent`, {}, 'google', `${STUDIO}/v1beta/${MODEL}`],
    [`${STUDIO}/v1beta/openai/`, {}, 'google', `${STUDIO}/v1beta/${MODEL}`],
    [
      `${GLOBAL}/v1/publishers/google/models/gemini-x:generateContent`,
      {},
      'vertex',
      `${GLOBAL}/v1/publishers/google/${MODEL}`,
    ],
    [
      'https://us-east5-aiplatform.googleapis.com/v1/projects/q/locations/us-east5/endpoints/openapi',
      {},
      'vertex',
      `https://us-east5-aiplatform.googleapis.com/v1/projects/q/locations/us-east5/publishers/google/${MODEL}`,
    ],
    ['http://127.0.0.1:9/models', {}, 'google', `http://127.0.0.1:9/models/v1beta/${MODEL}`],
    ['http://127.0.0.1:9', {}, 'google', `http://127.0.0.1:9/v1beta/${MODEL}`],
    ['http://127.0.0.1:9/proxy/v1beta', {}, 'google', `http://127.0.0.1:9/proxy/v1beta/${MODEL}`],
    ['http://127.0.0.1:9', {}, 'vertex', `http://127.0.0.1:9/v1/publishers/google/${MODEL}`],
    [
      'http://127.0.0.1:9',
      { project: 'p' },
      'google',
      `http://127.0.0.1:9/v1/projects/p/locations/us-central1/publishers/google/${MODEL}`,
    ],
  ])('%s %j as %s', (endpoint, options, provider, address) => {
    expect(addressOf(endpoint, options, provider)).toBe(address);
  });

  it('takes the project of the service account where none is set', () => {
    expect(addressOf(GLOBAL, {}, 'vertex', 'mine')).toContain('/projects/mine/');
    expect(addressOf(GLOBAL, { project: 'p' }, 'vertex', 'mine')).toContain('/projects/p/');
  });

  it.each([
    ['not an address', {}, 'endpoint'],
    [GLOBAL, { location: 'evil.example.com/' }, 'options.location'],
    [GLOBAL, { project: '../x' }, 'options.project'],
  ])('%s %j is a 400', (endpoint, options, param) => {
    expect(() => addressOf(endpoint, options, 'vertex')).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param }),
    );
  });

  it.each([
    ['models/gemini-x', '/v1beta/models/gemini-x:m'],
    ['tunedModels/a', '/v1beta/tunedModels/a:m'],
    ['a b?c#d%2f', '/v1beta/models/a%20b%3Fc%23d%252f:m'],
  ])('the model %s stays in its place', (model, path) => {
    const target = { name: 'c', provider: 'google', endpoint: STUDIO, credential: undefined, options: {} };
    expect(googleEndpoint(target).modelPath(model, 'm')).toBe(path);
  });

  it.each(['../x', 'models/../x', 'a//b', ''])('the model %s does not exist', (model) => {
    const target = { name: 'c', provider: 'google', endpoint: STUDIO, credential: undefined, options: {} };
    expect(() => googleEndpoint(target).modelPath(model, 'm')).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_FOUND' }),
    );
  });
});

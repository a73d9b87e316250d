/** @jest-environment node */
import type { Logger } from 'pino';
import type { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import type { LlmAdapter, ModelCard } from '../llm/llm-adapter';
import type { Metrics } from '../metrics/metrics';
import { ModelList } from './model-list.service';

const CARD: ModelCard = { id: 'gpt-4o', provider: 'openai', contextLength: 128_000 };
const DOWN = new GatewayError('PROVIDER_ERROR', 'The upstream could not be reached.', {
  upstreamFailure: 'connect',
});

describe('ModelList', () => {
  const models = jest.fn<Promise<readonly ModelCard[]>, [AbortSignal]>();
  const log = { info: jest.fn(), warn: jest.fn() };
  const metrics = { knowModels: jest.fn() };
  let list: ModelList;

  beforeEach(() => {
    jest.useFakeTimers();
    jest.resetAllMocks();
    list = made('litellm');
  });

  afterEach(() => {
    list.onModuleDestroy();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function made(llmMode: Settings['llmMode']): ModelList {
    const adapter: Pick<LlmAdapter, 'upstream' | 'models'> = { upstream: 'litellm', models };
    const settings: Pick<Settings, 'llmMode' | 'defaultModel'> = { llmMode, defaultModel: 'gpt-4o-mini' };
    return new ModelList(
      adapter as LlmAdapter,
      settings as Settings,
      log as unknown as Logger,
      metrics as unknown as Metrics,
    );
  }

  it('asks at start, every minute while it is answered, and every five seconds while it is not', async () => {
    models.mockResolvedValue([CARD]);
    list.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(59_999);
    expect(models).toHaveBeenCalledTimes(1);
    models.mockRejectedValue(DOWN);
    await jest.advanceTimersByTimeAsync(1);
    expect(models).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(15_000);
    expect(models).toHaveBeenCalledTimes(5);
    expect(log.warn).toHaveBeenCalledTimes(1);
    models.mockResolvedValue([CARD]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(models).toHaveBeenCalledTimes(6);
    expect(log.info).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(models).toHaveBeenCalledTimes(6);
  });

  it('serves a stale list at once and asks behind it, one question at a time', async () => {
    models.mockResolvedValue([CARD]);
    await list.refresh();
    await jest.advanceTimersByTimeAsync(5_001);
    models.mockReturnValue(new Promise(() => undefined));
    for (let asked = 0; asked < 10; asked++) expect(await list.models()).toHaveLength(1);
    expect(models).toHaveBeenCalledTimes(2);
  });

  it('lets nobody wait for longer than two seconds for the first answer', async () => {
    models.mockReturnValue(new Promise(() => undefined));
    const waiting = list.models();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await waiting).toEqual([
      {
        id: 'gpt-4o-mini',
        provider: 'litellm',
        contextLength: null,
        maxOutputTokens: null,
        available: false,
      },
    ]);
  });

  it('stops asking when the service stops, without a word', async () => {
    models.mockImplementation((signal) => {
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(DOWN)));
    });
    const asked = list.refresh();
    list.onModuleDestroy();
    await asked;
    expect(log.warn).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('says in its own words that the upstream took too long', async () => {
    models.mockRejectedValue(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    await list.refresh();
    expect(list.upstream).toEqual({
      name: 'litellm',
      reachable: false,
      lastError: 'The upstream did not list its models in time.',
    });
  });

  it('tells the metrics which names are models', async () => {
    models.mockResolvedValue([CARD]);
    await list.refresh();
    expect(metrics.knowModels).toHaveBeenCalledWith(['gpt-4o-mini', 'gpt-4o']);
  });

  it('lists the default model of the mock, unless it is one of the scripted', async () => {
    models.mockResolvedValue([{ id: 'mock', provider: 'mock', contextLength: 1_000 }]);
    list = made('mock');
    expect(await list.models()).toEqual([
      { id: 'gpt-4o-mini', provider: 'mock', contextLength: 1_000, maxOutputTokens: null, available: true },
      { id: 'mock', provider: 'mock', contextLength: 1_000, maxOutputTokens: null, available: true },
    ]);
    models.mockResolvedValue([{ ...CARD, id: 'gpt-4o-mini' }]);
    await list.refresh();
    expect(await list.models()).toHaveLength(1);
  });
});

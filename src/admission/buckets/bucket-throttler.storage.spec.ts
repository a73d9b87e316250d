import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { BucketThrottlerStorage } from './bucket-throttler.storage';
import { MemoryBucketStore } from './memory/memory-bucket.store';

describe('BucketThrottlerStorage', () => {
  it('tells hits as missing tokens and its times in seconds, and refuses an empty bucket', async () => {
    const clock = { ms: 0 };
    const storage = new BucketThrottlerStorage(new MemoryBucketStore({ now: () => clock.ms }));
    const hit = () => storage.increment('192.0.2.1', 4_000, 2);
    expect(await hit()).toEqual({ totalHits: 1, timeToExpire: 2, isBlocked: false, timeToBlockExpire: 0 });
    expect(await hit()).toMatchObject({ totalHits: 2, timeToExpire: 4, isBlocked: false });
    expect(await hit()).toEqual({ totalHits: 2, timeToExpire: 4, isBlocked: true, timeToBlockExpire: 2 });
    clock.ms += 2_000;
    expect(await hit()).toMatchObject({ isBlocked: false });
    expect(await storage.increment('192.0.2.2', 4_000, 2)).toMatchObject({ isBlocked: false });
  });

  it('waits for a store that has to be waited for', async () => {
    const decision = { alternative: undefined, refusedBy: 0, retryAfterMs: 5, buckets: [] };
    const storage = new BucketThrottlerStorage({
      take: () => Promise.resolve(decision),
      settle: () => undefined,
    });
    expect(await storage.increment('a', 1_000, 1)).toMatchObject({
      isBlocked: true,
      timeToBlockExpire: 0.005,
    });
  });

  it("serves the package's own guard, in its own terms", async () => {
    @Controller('things')
    class Things {
      @Get()
      list(): string[] {
        return [];
      }
    }
    const storage = new BucketThrottlerStorage(new MemoryBucketStore({ now: () => 0 }));
    @Module({
      imports: [ThrottlerModule.forRoot({ throttlers: [{ limit: 1, ttl: 1_000 }], storage })],
      controllers: [Things],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
    })
    class Shop {}
    const module = await Test.createTestingModule({ imports: [Shop] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    const first = await app.inject('/things');
    expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0' });
    expect((await app.inject('/things')).statusCode).toBe(429);
    await app.close();
  });
});

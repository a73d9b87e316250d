import { Injectable } from '@nestjs/common';
import type { ProviderModelEntry } from '../registry/registry-view';

/** The provider file in force. */
@Injectable()
export class ProviderFileService {
  readonly defaultProvider: string | undefined = undefined;
  readonly fallbacks: ReadonlyMap<string, readonly string[]> = new Map();
  readonly retry: { retries?: number; backoffMs?: number; maxBackoffMs?: number } = {};

  modelsNamed(_name: string): readonly ProviderModelEntry[] {
    return [];
  }
}

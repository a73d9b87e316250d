import { Injectable } from '@nestjs/common';
import type { KeptResponse } from '../../answers/kept-response';
import { ModelCatalogue } from '../../catalogue/model-catalogue';
import { GatewayError } from '../../errors/gateway-error';

/** How long a provider may take. */
const ANSWER_LIMIT_MS = 10_000;

/** What providers keep of answers that are kept here too. */
@Injectable()
export class ProviderCopies {
  constructor(private readonly catalogue: ModelCatalogue) {}

  /**
   * Deletes the copy of an answer that its provider keeps. Of a connection that is there no longer nobody can be asked.
   * @throws GatewayError when the provider could not be asked, or refused: its caller may try again
   */
  async delete({ id, keptAt }: Pick<KeptResponse, 'id' | 'keptAt'>): Promise<void> {
    if (keptAt === undefined) return;
    const adapter = this.catalogue.deploymentNamed(keptAt)?.adapter;
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
    try {
      await adapter?.deleteResponse?.(id, limit);
    } catch (failure) {
      if (!limit.aborted) throw failure;
      throw new GatewayError('TIMEOUT', 'The provider did not delete its copy in time. Try again.');
    }
  }
}

import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Settings } from '../config/settings';
import { exampleModels, withExampleModels } from './example-models';
import { listedModels } from './listed-models';

/** The document as it is served: its examples call models that exist when it is asked for. */
export class ServedDocument {
  #document: OpenAPIObject | undefined;
  #text = '';
  /** The models that the examples of the text call. */
  #models = '';

  constructor(
    private readonly app: INestApplication,
    private readonly settings: Settings,
  ) {}

  /** As JSON. */
  async text(): Promise<string> {
    this.#document ??= await this.#make();
    const models = exampleModels(this.settings, await listedModels(this.app));
    const key = JSON.stringify(models);
    if (this.#models !== key) {
      this.#text = JSON.stringify(withExampleModels(this.#document, models));
      this.#models = key;
    }
    return this.#text;
  }

  /** Made when it is first asked for: it takes 200 ms and 10 MiB, and most replicas are never asked. */
  #make(): Promise<OpenAPIObject> {
    return import('./openapi-document.js').then(({ openApiDocument }) =>
      openApiDocument(this.app, this.settings.version),
    );
  }
}

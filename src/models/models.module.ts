import { Module } from '@nestjs/common';
import { ModelCatalogue } from './model-catalogue';

/** Which models there are, and where. */
@Module({ providers: [ModelCatalogue], exports: [ModelCatalogue] })
export class ModelsModule {}

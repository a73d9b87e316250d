import { Module } from '@nestjs/common';
import { ModelCatalogue } from './model-catalogue';
import { ModelList } from './model-list.service';
import { ModelsController } from './models.controller';

/** Which models there are, and where. */
@Module({
  controllers: [ModelsController],
  providers: [ModelCatalogue, ModelList],
  exports: [ModelCatalogue, ModelList],
})
export class ModelsModule {}

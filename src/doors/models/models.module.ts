import { Module } from '@nestjs/common';
import { ModelsController } from './models.controller';

/** Door: the lists of models. */
@Module({ controllers: [ModelsController] })
export class ModelsModule {}

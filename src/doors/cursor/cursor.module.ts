import { Module } from '@nestjs/common';
import { CallsModule } from '../../calls/calls.module';
import { CursorController } from './cursor.controller';

/** Door: Cursor's way to ask for Chat Completions. */
@Module({ imports: [CallsModule], controllers: [CursorController] })
export class CursorModule {}

import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AssignCommand } from './assignment/assign.command';
import { ASSIGNMENT_COMMANDS, AssignmentsCommand } from './assignment/assignments.command';
import { CONNECTION_COMMANDS, ConnectionCommand } from './connection/connection.command';
import { DoctorCommand } from './doctor/doctor.command';
import { MODEL_COMMANDS, ModelCommand } from './model/model.command';
import { RegistryAccess } from './registry-access';
import { RootCommandSetup } from './root-command.setup';
import { ServeCommand, StartService } from './serve.command';
import { Terminal } from './terminal';
import { VAULT_COMMANDS, VaultCommand } from './vault/vault.command';
import { VKEY_COMMANDS, VkeyCommand } from './vkey/vkey.command';

/** The commands, in the order in which the help shows them. */
const COMMANDS = [
  ServeCommand,
  ConnectionCommand,
  ...CONNECTION_COMMANDS,
  ModelCommand,
  ...MODEL_COMMANDS,
  VkeyCommand,
  ...VKEY_COMMANDS,
  AssignCommand,
  AssignmentsCommand,
  ...ASSIGNMENT_COMMANDS,
  VaultCommand,
  ...VAULT_COMMANDS,
  DoctorCommand,
];

/** The command line. What a command needs of the service is loaded when it runs, so that help is quick. */
@Module({})
export class CliModule {
  static with(start: StartService): DynamicModule {
    return {
      module: CliModule,
      providers: [
        RootCommandSetup,
        Terminal,
        RegistryAccess,
        { provide: StartService, useValue: start },
        ...COMMANDS,
      ],
    };
  }
}

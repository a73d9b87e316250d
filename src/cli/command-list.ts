import { AssignCommand } from './assignment/assign.command';
import { AssignmentsCommand } from './assignment/assignments.command';
import { AuditCommand } from './audit/audit.command';
import { BudgetCommand } from './budget/budget.command';
import { CaptureCommand } from './capture/capture.command';
import type { CommandClass } from './command.decorators';
import { ChatCommand } from './chat/chat.command';
import { CompletionCommand } from './completion.command';
import { ConnectCommand } from './connect/connect.command';
import { ConnectionCommand } from './connection/connection.command';
import { DeploymentCommands } from './deployment/deployment.command';
import { DoctorCommand } from './doctor/doctor.command';
import { GroupCommand } from './group/group.command';
import { ImportCommand } from './import/import.command';
import { ModelCommand } from './model/model.command';
import { PriceCommand } from './price/price.command';
import { RegistryCommands } from './registry/registry.command';
import { RouteCommand } from './route/route.command';
import { ServeCommand } from './serve.command';
import { UsageCommand } from './usage/usage.command';
import { VaultCommand } from './vault/vault.command';
import { VkeyCommand } from './vkey/vkey.command';

/**
 * The commands, in the order in which the help shows them. A command's file holds what it can be told; what it works
 * with is loaded when it runs.
 */
export const COMMANDS: readonly CommandClass[] = [
  ServeCommand,
  ChatCommand,
  ConnectCommand,
  ConnectionCommand,
  ModelCommand,
  GroupCommand,
  DeploymentCommands,
  RouteCommand,
  VkeyCommand,
  AssignCommand,
  AssignmentsCommand,
  UsageCommand,
  CaptureCommand,
  PriceCommand,
  BudgetCommand,
  AuditCommand,
  RegistryCommands,
  ImportCommand,
  VaultCommand,
  DoctorCommand,
  CompletionCommand,
];

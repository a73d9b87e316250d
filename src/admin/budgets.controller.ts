import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BudgetStates } from '../admission/budget-states';
import type { BudgetReport } from '../ledger/budgets/budget-use';
import { budgetEntry } from '../registry/memory/money-contents';
import type { Page } from '../registry/registry-admin';
import type { BudgetRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { BODIES, BUDGET_RECORD, BUDGET_REF, BUDGET_REPORT, pageWith } from './admin-examples';
import { AdminOperation, PageQuery, RefParam } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  BUDGET_PATCH,
  BudgetDto,
  BudgetPageDto,
  BudgetPatchDto,
  BudgetReportDto,
  NEW_BUDGET,
  NewBudgetDto,
} from './budgets.dto';

const REF = 'Its id; or the name of the key or the path of the group whose only budget it is.';

/** How much keys and groups may use. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/budgets')
export class BudgetsController {
  constructor(
    @Inject(AdminRegistry) private readonly registry: AdminRegistry,
    private readonly states: BudgetStates,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'listBudgets', summary: 'The budgets, with what was used of each' },
    'INVALID_REQUEST',
  )
  @PageQuery()
  @ApiOkResponse({ type: BudgetPageDto, example: pageWith(BUDGET_REPORT) })
  async list(@Query() query: unknown): Promise<Page<BudgetReport>> {
    const { data, next_cursor } = await this.registry.budgets.list(
      pageOf(readQuery(query, ['limit', 'cursor'])),
    );
    return { data: await this.#reports(data), next_cursor };
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getBudget', summary: 'One budget, with what was used of it' }, 'NOT_FOUND')
  @RefParam(BUDGET_REF, REF)
  @ApiOkResponse({ type: BudgetReportDto, example: BUDGET_REPORT })
  async get(@Param('ref') ref: string): Promise<BudgetReport | undefined> {
    const [report] = await this.#reports([await this.registry.budgets.get(ref)]);
    return report;
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'createBudget', summary: 'Adds a budget to a key or a group' },
    'INVALID_REQUEST',
    'NOT_FOUND',
  )
  @ApiBody({ type: NewBudgetDto, examples: BODIES.newBudget })
  @ApiCreatedResponse({ type: BudgetDto, example: BUDGET_RECORD })
  create(@Body(NEW_BUDGET) body: NewBudgetDto): Promise<BudgetRecord> {
    return this.registry.budgets.create(body);
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'updateBudget', summary: 'Changes a budget, or raises it for a time' },
    'INVALID_REQUEST',
    'NOT_FOUND',
  )
  @RefParam(BUDGET_REF, REF)
  @ApiBody({ type: BudgetPatchDto, examples: BODIES.budgetPatch })
  @ApiOkResponse({ type: BudgetDto, example: BUDGET_RECORD })
  update(@Param('ref') ref: string, @Body(BUDGET_PATCH) body: BudgetPatchDto): Promise<BudgetRecord> {
    return this.registry.budgets.update(ref, body);
  }

  @Post(':ref/reset')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'resetBudget', summary: 'What was spent before counts no more' },
    'NOT_FOUND',
  )
  @RefParam(BUDGET_REF, REF)
  @ApiOkResponse({ type: BudgetDto, example: BUDGET_RECORD })
  reset(@Param('ref') ref: string): Promise<BudgetRecord> {
    return this.registry.budgets.reset(ref);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation({ operationId: 'deleteBudget', summary: 'Removes a budget' }, 'NOT_FOUND')
  @RefParam(BUDGET_REF, REF)
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string): Promise<void> {
    return this.registry.budgets.remove(ref);
  }

  /** With what was used of each. */
  async #reports(records: readonly BudgetRecord[]): Promise<readonly BudgetReport[]> {
    const standings = await this.states.of(records.map(budgetEntry));
    return standings.flatMap(({ use }, at) => {
      const record = records[at];
      return record === undefined ? [] : [{ ...record, ...use }];
    });
  }
}

import { ValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import { didYouMean } from '../config/provider-file/nearest-name';
import { GatewayError } from '../errors/gateway-error';
import { compileChecks, isTakenAsGiven } from './compiled-checks';
import type { CompiledChecks } from './compiled-checks';
import { invalid } from '../errors/invalid-field';
import { outlineOf } from './large-body';
import { requireObject } from './validate-body';
import type { JsonObject } from '../json/json-object';
import { refuseUpstreamChoice } from './upstream-choice';

/**
 * Makes the body of a request an instance of its class: plain → class by class-transformer, checked by class-validator,
 * with the messages of the catalogue. What the library walks through is bounded before.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
abstract class BodyPipe<T extends object> extends ValidationPipe {
  readonly #fields: readonly string[];

  constructor(dto: new () => T, options: Pick<ValidatorOptions, 'whitelist' | 'forbidNonWhitelisted'> = {}) {
    super({
      ...options,
      expectedType: dto,
      transform: true,
      forbidUnknownValues: true,
      validatorPackage: classValidator,
      transformerPackage: classTransformer,
      exceptionFactory: (errors) => this.#refusal(errors),
    });
    const rules = classValidator.getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    this.#fields = [...new Set(rules.map(({ propertyName }) => propertyName))];
  }

  /** The fields that the class describes. */
  get fields(): readonly string[] {
    return this.#fields;
  }

  #refusal(errors: readonly ValidationError[], path = ''): GatewayError {
    const unknown = errors.find(({ constraints }) => constraints?.['whitelistValidation'] !== undefined);
    const mistake = unknown ?? errors[0];
    if (mistake === undefined) return new GatewayError('INVALID_REQUEST', 'The request is not valid.');
    const field = `${path}${mistake.property}`;
    if (mistake.constraints === undefined) return this.#refusal(mistake.children ?? [], `${field}.`);
    if (unknown !== undefined) return this.unknownField(field, fieldsOf(mistake.target));
    // Decorators apply from the lowest up, and the highest one says what kind of value is wanted.
    const reason = Object.values(mistake.constraints).at(-1) ?? `${mistake.property} is not valid`;
    return invalid(field, `Invalid request: ${path}${reason}.`);
  }

  /** @param known the fields of the object that holds it; the class's own by default */
  protected unknownField(field: string, known: readonly string[] = this.#fields): GatewayError {
    const hint = didYouMean(field.split('.').at(-1) ?? '', known);
    return invalid(
      field,
      `The field '${field}' is not known here${hint}; the fields are ${known.join(', ')}.`,
    );
  }
}

function fieldsOf(target: object | undefined): readonly string[] | undefined {
  if (target === undefined) return undefined;
  const rules = classValidator
    .getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

/** How deep the values of a record's body may lie in each other, and how many they may be. */
const MAX_DEPTH = 8;
const MAX_VALUES = 10_000;
/** Keys that class-transformer leaves out without a word. */
const LEFT_OUT = ['__proto__', 'constructor'];

/** How the body of a record is read. */
interface RecordForm {
  /** The fields that may be null. */
  readonly nullable?: readonly string[];
  /** Whether there may be no body at all. */
  readonly optional?: boolean;
}

/** For bodies that are small records of ours: a field that the class does not describe is refused. */
export class RecordPipe<T extends object> extends BodyPipe<T> {
  constructor(
    dto: new () => T,
    private readonly form: RecordForm = {},
  ) {
    super(dto, { whitelist: true, forbidNonWhitelisted: true });
  }

  override async transform(body: unknown, metadata: ArgumentMetadata): Promise<T> {
    const given = requireObject(this.form.optional === true ? (body ?? {}) : body);
    this.#bound(given);
    for (const [field, value] of Object.entries(given)) {
      if (value !== null || !this.fields.includes(field) || this.form.nullable?.includes(field)) continue;
      throw invalid(field, `Invalid request: ${field} must not be null.`);
    }
    const record = (await super.transform(given, metadata)) as T;
    dropUnset(record);
    return record;
  }

  protected override async validate(object: object, options?: ValidatorOptions): Promise<ValidationError[]> {
    dropUnset(object);
    // The target of a mistake tells which fields there are instead.
    return super.validate(object, { ...options, validationError: { target: true } });
  }

  /** @throws GatewayError INVALID_REQUEST for what class-transformer would walk through too long or leave out */
  #bound(given: JsonObject): void {
    const waiting: { readonly value: object; readonly path: string; readonly depth: number }[] = [
      { value: given, path: '', depth: 1 },
    ];
    let values = 0;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const { value, path, depth } = at;
      for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
        const field = `${path}${key}`;
        if (LEFT_OUT.includes(key)) throw this.unknownField(field);
        if (++values > MAX_VALUES)
          throw invalid('body', `The request body holds more than ${MAX_VALUES} values.`);
        if (typeof inner !== 'object' || inner === null) continue;
        if (depth === MAX_DEPTH)
          throw invalid(path.split('.', 1)[0] ?? 'body', 'The request body is nested too deeply.');
        waiting.push({ value: inner, path: `${field}.`, depth: depth + 1 });
      }
    }
  }
}

/**
 * For the requests of a door: the fields that the class describes are checked, all others pass as they are. What the
 * class's decorators come to is compiled once: a request that is plainly right becomes an instance without the libraries;
 * any other one goes through them, which also write the message (decision 5). They see of an array or an object only that
 * it is one, and whether it is empty: neither its cost nor its depth counts, and free content is not copied.
 */
export class RequestPipe<T extends object> extends BodyPipe<T> {
  readonly #checks: CompiledChecks;
  readonly #compiled: boolean;

  constructor(private readonly dto: new () => T) {
    super(dto);
    this.#checks = compileChecks(dto);
    this.#compiled = isTakenAsGiven(dto, this.fields);
  }

  override async transform(body: unknown, metadata: ArgumentMetadata): Promise<T> {
    const given = requireObject(body);
    refuseUpstreamChoice(given);
    const request = this.#compiled ? this.#plainlyRight(given) : undefined;
    return request ?? this.#byLibrary(given, metadata);
  }

  /** @returns undefined where a compiled check says no */
  #plainlyRight(given: JsonObject): T | undefined {
    const request = new this.dto() as Record<string, unknown>;
    for (const [field, tests] of this.#checks) {
      const value = Object.hasOwn(given, field) ? outlineOf(given, field) : undefined;
      for (const test of tests) if (!test(value)) return undefined;
      if (value !== undefined) request[field] = value;
    }
    return request as T;
  }

  async #byLibrary(given: JsonObject, metadata: ArgumentMetadata): Promise<T> {
    const outline: Record<string, unknown> = {};
    const content: Record<string, unknown> = {};
    for (const field of this.fields) {
      if (!Object.hasOwn(given, field)) continue;
      const value = outlineOf(given, field);
      if (typeof value === 'object' && value !== null) content[field] = value;
      outline[field] = kindOf(value);
    }
    const request = (await super.transform(outline, metadata)) as T;
    return Object.assign(request, content);
  }
}

function kindOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [null];
  return typeof value === 'object' && value !== null ? {} : value;
}

/** What was not given is not there: a class defines all of its fields. */
function dropUnset(record: object): void {
  for (const [field, value] of Object.entries(record) as [string, unknown][]) {
    if (value === undefined) Reflect.deleteProperty(record, field);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) dropUnset(value);
  }
}

/**
 * The decorators of @nestjs/swagger, for everything that every service loads. They are only noted until the OpenAPI document
 * is asked for: loading the package and describing all routes took a tenth of the start and 5 MiB of an idle service.
 */
import type swagger from '@nestjs/swagger';

type Swagger = typeof swagger;
type DecoratorName =
  | 'ApiBadRequestResponse'
  | 'ApiBody'
  | 'ApiConsumes'
  | 'ApiExcludeController'
  | 'ApiExcludeEndpoint'
  | 'ApiExtraModels'
  | 'ApiNotFoundResponse'
  | 'ApiOkResponse'
  | 'ApiOperation'
  | 'ApiParam'
  | 'ApiProduces'
  | 'ApiProperty'
  | 'ApiPropertyOptional'
  | 'ApiQuery'
  | 'ApiSchema'
  | 'ApiServiceUnavailableResponse'
  | 'ApiTags';
type AnyDecorator = (...target: unknown[]) => void;

/** What was described, in order. */
const noted: ((from: Swagger) => void)[] = [];

/** Describes what was noted, as the decorators of the package would have done at once. */
export function describeAll(from: Swagger): void {
  for (const describe of noted.splice(0)) describe(from);
}

function noting<Name extends DecoratorName>(name: Name): Swagger[Name] {
  const decorator =
    (...options: unknown[]): AnyDecorator =>
    (...target) => {
      noted.push((from) => {
        const make = from[name] as (...options: unknown[]) => AnyDecorator;
        make(...options)(...target);
      });
    };
  // It is called with the arguments of the one whose name it has, and hands them on.
  return decorator;
}

export const ApiBadRequestResponse = noting('ApiBadRequestResponse');
export const ApiBody = noting('ApiBody');
export const ApiConsumes = noting('ApiConsumes');
export const ApiExcludeController = noting('ApiExcludeController');
export const ApiExcludeEndpoint = noting('ApiExcludeEndpoint');
export const ApiExtraModels = noting('ApiExtraModels');
export const ApiNotFoundResponse = noting('ApiNotFoundResponse');
export const ApiOkResponse = noting('ApiOkResponse');
export const ApiOperation = noting('ApiOperation');
export const ApiParam = noting('ApiParam');
export const ApiProduces = noting('ApiProduces');
export const ApiProperty = noting('ApiProperty');
export const ApiPropertyOptional = noting('ApiPropertyOptional');
export const ApiQuery = noting('ApiQuery');
export const ApiSchema = noting('ApiSchema');
export const ApiServiceUnavailableResponse = noting('ApiServiceUnavailableResponse');
export const ApiTags = noting('ApiTags');

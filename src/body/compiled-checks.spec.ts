import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { IsOptional, IsString } from 'class-validator';
import { isTakenAsGiven } from './compiled-checks';
import { RequestPipe } from './dto.pipe';

class PlainDto {
  @IsOptional()
  @IsString()
  name?: string;
}

class TrimmedDto {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  name!: string;
}

class NumberDto {
  @Type(() => Number)
  name!: number;
}

class HiddenDto {
  @Exclude()
  name?: string;
}

class RenamedDto {
  @Expose({ name: 'other' })
  name?: string;
}

const BODY = { type: 'body' } as const;

describe('a class whose fields are taken as they are', () => {
  it('is told from one that class-transformer changes', () => {
    expect(isTakenAsGiven(PlainDto, ['name'])).toBe(true);
    for (const dto of [TrimmedDto, NumberDto, HiddenDto, RenamedDto])
      expect(isTakenAsGiven(dto, ['name'])).toBe(false);
  });

  it('becomes an instance with its own fields, whatever else there is', async () => {
    const content = ['free'];
    const request = await new RequestPipe(PlainDto).transform({ name: ' a ', other: content }, BODY);
    expect(request).toBeInstanceOf(PlainDto);
    expect(JSON.stringify(request)).toBe('{"name":" a "}');
    expect((await new RequestPipe(PlainDto).transform({ name: null }, BODY)).name).toBeNull();
  });
});

it('a class that class-transformer changes goes through it', async () => {
  const request = await new RequestPipe(TrimmedDto).transform({ name: ' a ' }, BODY);
  expect(request).toBeInstanceOf(TrimmedDto);
  expect(request.name).toBe('a');
});

it('what is wrong is refused in the words of class-validator', async () => {
  await expect(new RequestPipe(PlainDto).transform({ name: 1 }, BODY)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    param: 'name',
    message: 'Invalid request: name must be a string.',
  });
});

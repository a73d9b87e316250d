import { ValidateBy, ValidateIf } from 'class-validator';
import { isObject } from '../json/json-object';

/** The field may be left out; null is a value like any other, and not the right one. */
export function IfGiven(): PropertyDecorator {
  return ValidateIf((_record, value) => value !== undefined);
}

/** An object whose values are texts. */
export function IsTextMap(): PropertyDecorator {
  return ValidateBy({
    name: 'isTextMap',
    validator: {
      validate: (value: unknown) =>
        isObject(value) && Object.values(value).every((one) => typeof one === 'string'),
      defaultMessage: () => '$property must be an object of texts',
    },
  });
}

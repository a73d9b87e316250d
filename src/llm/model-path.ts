import { CONTROL_CHARACTER } from '../json/control-character';
import { GatewayError } from '../errors/gateway-error';

/** No provider's names have more parts. */
const MAX_PARTS = 8;

/**
 * A model's name as one segment of a URL's path. The name may be the caller's, and must not lead to another path of the
 * provider, on which our credential would do something else: `.` and `..` are steps of a path also where they are encoded
 * (RFC 3986 §5.2.4, §6.2.2), and servers differ in what they decode.
 * @throws GatewayError MODEL_NOT_FOUND for what is no name, but a path
 */
export function modelSegment(name: string): string {
  return encodeURIComponent(modelParts(name).join('/'));
}

/** A name that is a path of its own (`projects/p/endpoints/e`), each part encoded. @throws GatewayError as above */
export function modelPath(name: string): string {
  return modelParts(name).map(encodeURIComponent).join('/');
}

function modelParts(name: string): readonly string[] {
  const parts = name.split('/');
  const isName =
    parts.length <= MAX_PARTS &&
    !CONTROL_CHARACTER.test(name) &&
    parts.every((part) => part.trim() !== '') &&
    asDecoded(name).every((part) => !/^\.{1,2}$/.test(part.trim()));
  if (isName) return parts;
  throw new GatewayError('MODEL_NOT_FOUND', 'There is no model of this name.', {
    param: 'model',
    providerCode: 'model_not_found',
  });
}

/** The parts as a server sees them that decodes as often as it can, and takes a backslash for a slash. */
function asDecoded(name: string): readonly string[] {
  if (!name.includes('%') && !name.includes('\\')) return name.split('/');
  const once = name.replace(/%(?:25)+/g, '%').replace(/%2e/gi, '.');
  return once.replace(/%(?:2f|5c)|\\/gi, '/').split('/');
}

import type { FastifyRequest } from 'fastify';
import { GatewayError } from './gateway-error';
import { isModelMethod } from './gemini-route';
import { allowedMethods, pathOf } from './known-routes';
import { nearestRoute } from './nearest-route';

/** How much of a path is shown. */
const MAX_SHOWN = 128;
const MAX_METHOD = 16;
/** What a path is made of by RFC 3986 §3.3; anything else is shown percent-encoded. */
const NOT_OF_A_PATH = /[^\w\-.~!$&'()*+,;=:@/%]/g;

/** What to say to a request that no route takes: another method, or the route that it was most likely meant for. */
export function unknownRoute(request: FastifyRequest): GatewayError {
  const { server, method, url } = request;
  const asked = `${method.slice(0, MAX_METHOD)} ${shownPath(url)}`;
  const allowed = allowedMethods(server, url);
  if (allowed.length > 0 && !isModelMethod(url)) {
    const only = allowed.join(', ');
    return new GatewayError('METHOD_NOT_ALLOWED', `There is no route ${asked}: this path has ${only} only.`, {
      headers: { allow: only },
    });
  }
  const nearest = nearestRoute(server.knownRoutes, method, pathOf(url));
  const hints = [
    ...(nearest === undefined ? [] : [`The nearest one is ${nearest.method} ${nearest.template}.`]),
    ...(allowedMethods(server, '/docs').length > 0 ? ['The routes are listed at /docs.'] : []),
  ];
  return new GatewayError('NOT_FOUND', [`There is no route ${asked}.`, ...hints].join(' '));
}

/** A path as it may be in a message: without its query, cut, and with nothing in it that could be markup. */
function shownPath(url: string): string {
  const path = pathOf(url);
  const shown = path.slice(0, MAX_SHOWN).replace(NOT_OF_A_PATH, encoded);
  return path.length > MAX_SHOWN ? `${shown}…` : shown;
}

/** One byte: a URL comes as the characters of Latin-1. */
function encoded(character: string): string {
  return `%${(character.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(2, '0')}`;
}

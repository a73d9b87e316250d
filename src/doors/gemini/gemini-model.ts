import type { FastifyRequest } from 'fastify';
import { isObject } from '../../json/json-object';

/**
 * The model that a path names; undefined where it names none. In Vertex AI's paths the SDKs take what is before a
 * slash for the publisher: `team/model` is asked for as `publishers/team/models/model`.
 */
export function geminiModel({ params }: Pick<FastifyRequest, 'params'>): string | undefined {
  const { publisher, model } = isObject(params) ? params : {};
  if (typeof model !== 'string' || model === '') return undefined;
  return typeof publisher === 'string' && publisher !== 'google' ? `${publisher}/${model}` : model;
}

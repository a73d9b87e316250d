import { ERROR_CATALOGUE } from '../../errors/gateway-error';
import type { Schema } from '../openapi-types';

const TYPES = [...new Set(Object.values(ERROR_CATALOGUE).map(({ type }) => type))];

/** The body of every error, and the data of a stream's error event (`ErrorBody`). */
export const ERROR: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code', 'trace_id'],
      properties: {
        message: { type: 'string', description: 'For a person to read; not for a program to parse.' },
        type: { type: 'string', enum: TYPES },
        param: { type: 'string', nullable: true, description: 'The field of the request that is at fault.' },
        code: {
          type: 'string',
          description:
            `One of ${Object.keys(ERROR_CATALOGUE).join(', ')}. On \`/v1/*\` and its aliases a finer code of the provider ` +
            'is here where there is one (`context_length_exceeded`); the header `x-llm-proxy-error` always has the ' +
            "gateway's own.",
        },
        trace_id: { type: 'string', description: 'Finds the request in logs and traces.' },
      },
    },
  },
};

/** What the probes answer. */
export const HEALTH_REPORT: Schema = {
  type: 'object',
  required: ['status', 'version'],
  additionalProperties: true,
  properties: {
    status: { type: 'string', enum: ['ok', 'degraded', 'unavailable'] },
    version: { type: 'string', example: '0.1.0' },
    checks: { type: 'object', additionalProperties: { type: 'object', additionalProperties: true } },
  },
};

import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { Transform } from 'node:stream';
import { upstreamFailed } from './upstream-failure';

/** What a decoder reports, in the order of the body. */
export interface DecodedBody {
  data(piece: Buffer): void;
  /** More can be written after a `write` that returned false. */
  drain(): void;
  end(): void;
  fail(cause: Error): void;
}

/** Undoes a content encoding piece by piece. */
export interface BodyDecoder {
  /** False asks for a pause until `drain`. */
  write(piece: Buffer): boolean;
  end(): void;
  /** Reports nothing more until `resume`: a few bytes may become very many. */
  pause(): void;
  resume(): void;
  release(): void;
}

/**
 * A decoder for an upstream that compresses although identity was asked for.
 * @throws GatewayError PROVIDER_ERROR for an encoding (or a stack of them) that is not known.
 */
export function bodyDecoder(encoding: string, body: DecodedBody): BodyDecoder {
  const stream = open(encoding.trim().toLowerCase());
  stream.on('data', (piece: Buffer) => {
    body.data(piece);
  });
  stream.on('drain', () => {
    body.drain();
  });
  stream.on('end', () => {
    body.end();
  });
  stream.on('error', (cause) => {
    body.fail(cause);
  });
  return {
    write: (piece) => stream.write(piece),
    end: () => {
      stream.end();
    },
    pause: () => {
      stream.pause();
    },
    resume: () => {
      stream.resume();
    },
    release: () => {
      stream.destroy();
    },
  };
}

function open(encoding: string): Transform {
  // Each piece has to come out at once, not when a block is full: a token may be waiting in it.
  const flush = constants.Z_SYNC_FLUSH;
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ flush });
    case 'deflate':
      return createInflate({ flush });
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    case 'zstd':
      return createZstdDecompress();
    default:
      throw upstreamFailed('malformed', 'The upstream sent an answer in an encoding that is not supported.');
  }
}

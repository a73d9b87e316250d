import { setTimeout as sleep } from 'node:timers/promises';
import { get, postChat, streamChat } from './support/chat-request';
import { answerText, providerError } from './support/answer-scripts';
import { textChunks } from './support/completion-bodies';
import type { AnswerScript } from './support/exchange';
import { FakeUpstream } from './support/fake-upstream';
import { startGateway } from './support/gateway';
import type { InProcessGateway } from './support/gateway';
import { LeakCheck } from './support/leak-check';
import { metricValue } from './support/metric-samples';
import type { RecordedRequest } from './support/recorded-request';
import { streamedText } from './support/sse-client';
import { stream } from './support/stream-scripts';
import { until } from './support/until';

const PER_SECOND = 200;
const SECONDS = 5;

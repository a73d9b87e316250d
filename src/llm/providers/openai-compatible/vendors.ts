import type { Vendor } from './vendor';
import { ALIBABA } from './vendors/alibaba.vendor';
import { CEREBRAS } from './vendors/cerebras.vendor';
import { DEEPSEEK } from './vendors/deepseek.vendor';
import { FIREWORKS } from './vendors/fireworks.vendor';
import { GROQ } from './vendors/groq.vendor';
import { HUGGINGFACE } from './vendors/huggingface.vendor';
import { LMSTUDIO } from './vendors/lmstudio.vendor';
import { LOCAL } from './vendors/local.vendor';
import { MISTRAL } from './vendors/mistral.vendor';
import { MOONSHOTAI } from './vendors/moonshotai.vendor';
import { NVIDIA } from './vendors/nvidia.vendor';
import { OLLAMA } from './vendors/ollama.vendor';
import { OPENAI } from './vendors/openai.vendor';
import { OPENAI_COMPATIBLE } from './vendors/openai-compatible.vendor';
import { OPENROUTER } from './vendors/openrouter.vendor';
import { PERPLEXITY } from './vendors/perplexity.vendor';
import { SAMBANOVA } from './vendors/sambanova.vendor';
import { TOGETHER } from './vendors/together.vendor';
import { VLLM } from './vendors/vllm.vendor';
import { XAI } from './vendors/xai.vendor';
import { ZAI } from './vendors/zai.vendor';

/**
 * The catalogue of OpenAI-compatible providers. A new one is a file in `vendors/` and a line here; whatever else is
 * OpenAI-compatible is reached as `openai-compatible` (or `local`) with an endpoint of its own. Where an operator's endpoint
 * has no path, the path of the vendor's own address is appended, `/v1` where it has none.
 */
export const VENDORS: readonly Vendor[] = [
  OPENAI,
  GROQ,
  DEEPSEEK,
  MISTRAL,
  XAI,
  TOGETHER,
  OPENROUTER,
  FIREWORKS,
  CEREBRAS,
  PERPLEXITY,
  MOONSHOTAI,
  ZAI,
  ALIBABA,
  NVIDIA,
  SAMBANOVA,
  HUGGINGFACE,
  VLLM,
  OLLAMA,
  LMSTUDIO,
  LOCAL,
  OPENAI_COMPATIBLE,
];

/**
 * What tokens cost: prices and the models (`provider/name`) that have them, a line each; see shipped-prices.ts for the
 * letters. Made by scripts/model-prices.mjs on 2026-12-01 from LiteLLM 1.106.2,
 * model_prices_and_context_window_backup.json (MIT, https://github.com/BerriAI/litellm). Not to be changed by hand.
 */
export const SHIPPED_PRICES = `
{"i":0,"o":0,"n":0.039} gemini/gemini-2.0-flash-exp-image-generation
{"i":0,"o":0,"s":0.001} bedrock/amazon.rerank-v1:0 vertex_ai/semantic-ranker-default vertex_ai/semantic-ranker-default-002 vertex_ai/semantic-ranker-default-003 vertex_ai/semantic-ranker-default-004 vertex_ai/semantic-ranker-default@latest vertex_ai/semantic-ranker-fast vertex_ai/semantic-ranker-fast-004 vertex_ai/semantic-ranker-fast@latest
{"i":0,"o":0,"s":0.0025} azure/file_search azure_ai/cohere-rerank-v4.0-pro cohere/rerank-v4.0-pro openai/file_search xai/file_search
{"i":0,"o":0,"s":0.002} azure_ai/cohere-rerank-v3-english azure_ai/cohere-rerank-v3-multilingual azure_ai/cohere-rerank-v4.0-fast bedrock/cohere.rerank-v3-5:0 cohere/rerank-english-v3.0 cohere/rerank-multilingual-v3.0 cohere/rerank-v3.5 cohere/rerank-v4.0-fast
{"i":0,"o":0.28,"q":0.005} perplexity/pplx-7b-online perplexity/sonar-small-online
{"i":0,"o":0} openai/omni-moderation-2024-09-26 openai/omni-moderation-latest
{"i":0,"o":1.8,"q":0.005} perplexity/sonar-medium-online
{"i":0,"o":2.8,"q":0.005} perplexity/pplx-70b-online
{"i":0.001,"o":0.001} fireworks_ai/flux-1-dev-controlnet-union
{"i":0.004,"o":0} perplexity/pplx-embed-v1-0.6b
{"i":0.00625,"o":0} vertex_ai-embedding-models/text-embedding-preview-0409
{"i":0.008,"o":0} fireworks_ai-embedding-models/gte-base fireworks_ai-embedding-models/nomic-embed-text-v1 fireworks_ai-embedding-models/nomic-embed-text-v1.5 perplexity/pplx-embed-context-v1-0.6b together_ai/bge-base-en-v1.5 together_ai/together-ai-embedding-up-to-150m
{"i":0.01,"o":0.01} novita/bge-m3 novita/bge-reranker-v2-m3
{"i":0.01,"o":0.03} nebius/qwen2.5-coder-7b nscale/qwen2.5-coder-3b-instruct nscale/qwen2.5-coder-7b-instruct
{"i":0.01,"o":0} libertai/bge-m3 nebius/bge-en-icl nebius/bge-multilingual-gemma2 nebius/e5-mistral-7b-instruct nebius/qwen3-embedding-8b
{"i":0.01,"o":1.2,"c":0,"w":0.09} coralbricks/deepseek-v4.1-flash coralbricks/deepseek-v4.1-flash-fast coralbricks/deepseek-v4.1-flash-fast-fp4
{"i":0.0115,"o":0.17,"c":0.00115} perplexity/nemotron-3.5-lightning-30b-a3b
{"i":0.0145,"o":0.07} darkbloom/gpt-oss-20b
{"i":0.015,"o":0.025} lambda_ai/llama3.2-11b-vision-instruct lambda_ai/llama3.2-3b-instruct
{"i":0.016,"o":0} fireworks_ai-embedding-models/gte-large fireworks_ai-embedding-models/uae-large-v1 together_ai/together-ai-embedding-151m-to-350m
{"i":0.017,"o":0.112} cloudflare/granite-4.0-h-micro
{"i":0.019,"o":0.03} deepinfra/mistral-nemo-instruct-2407
{"i":0.02,"o":0,"batch":{"i":0.01,"o":0}} openai/text-embedding-3-small
{"i":0.02,"o":0.02} deepinfra/llama-3.2-3b-instruct novita/llama-3.2-1b-instruct novita/paddleocr-vl together_ai/qwen2-1.5b-instruct
{"i":0.02,"o":0.04} deepinfra/meta-llama-3.1-8b-instruct-turbo
{"i":0.02,"o":0.05} novita/llama-3.1-8b-instruct
{"i":0.02,"o":0.06} nebius/llama-guard-3-8b nebius/meta-llama-3.1-8b-instruct nebius/qwen2-vl-7b-instruct
{"i":0.02,"o":0.1} deepinfra/gemma-4-e4b-it
{"i":0.02,"o":0} bedrock/amazon.titan-embed-text-v2:0 llamagate/nomic-embed-text llamagate/qwen3-embedding-8b vercel_ai_gateway/text-embedding-3-small vercel_ai_gateway/titan-embed-text-v2 voyage/rerank-2-lite voyage/rerank-2.5-lite voyage/rerank-3-lite voyage/rerank-lite-1 voyage/voyage-3-lite voyage/voyage-3.5-lite voyage/voyage-4-lite
{"i":0.02002,"o":0,"c":0.02002,"w":0.02002} databricks/databricks-qwen3-embedding-0-6b
{"i":0.022,"o":0} azure/text-embedding-3-small
{"i":0.025,"o":0.025} nscale/deepseek-r1-distill-llama-8b
{"i":0.025,"o":0.04} lambda_ai/hermes3-8b lambda_ai/lfm-7b lambda_ai/llama3.1-8b-instruct
{"i":0.025,"o":0} vercel_ai_gateway/text-embedding-005 vercel_ai_gateway/text-multilingual-embedding-002
{"i":0.027,"o":0.201} cloudflare/llama-3.2-1b-instruct
{"i":0.029,"o":0.29,"over":{"32000":{"i":0.058,"o":0.58},"128000":{"i":0.12,"o":1.2}}} volcengine/doubao-seed-2-0-mini-260215
{"i":0.03,"o":0.03} groq/llama-prompt-guard-2-22m novita/deepseek-ocr novita/deepseek-ocr-2 novita/qwen3-4b-fp8 nscale/llama-3.1-8b-instruct
{"i":0.03,"o":0.05} deepinfra/meta-llama-3.1-8b-instruct llamagate/llama-3.1-8b novita/llama-3.2-3b-instruct
{"i":0.03,"o":0.06} deepinfra/meta-llama-3-8b-instruct
{"i":0.03,"o":0.08} llamagate/gemma3-4b
{"i":0.03,"o":0.13} wandb/gpt-oss-20b
{"i":0.03,"o":0.14} deepinfra/gpt-oss-20b
{"i":0.03,"o":0.15} aihubmix/agnes-2.5-flash
{"i":0.03,"o":0.165} darkbloom/gemma-4-26b
{"i":0.03,"o":0.17} wandb/gpt-oss-120b
{"i":0.03,"o":0.25} replicate/granite-3.3-8b-instruct
{"i":0.03,"o":0} perplexity/pplx-embed-v1-4b
{"i":0.030136,"o":0.30136,"c":0.006027} aihubmix/doubao-seed-2-0-mini
{"i":0.035,"o":0.138} novita/autoglm-phone-9b-multilingual novita/qwen3-8b-fp8
{"i":0.035,"o":0.14,"c":0.00875,"batch":{"i":0.0175,"o":0.07}} bedrock_converse/amazon.nova-micro-v1:0 bedrock_converse/us.amazon.nova-micro-v1:0
{"i":0.035,"o":0.14} amazon_nova/nova-micro-v1 vercel_ai_gateway/nova-micro
{"i":0.037,"o":0.148,"c":0.00925} bedrock_converse/apac.amazon.nova-micro-v1:0
{"i":0.037,"o":0.17} deepinfra/gpt-oss-120b
{"i":0.0375,"o":0.15} cohere_chat/command-r7b-12-2024
{"i":0.04,"o":0.04,"batch":{"i":0.02,"o":0.02},"flex":{"i":0.02,"o":0.02},"priority":{"i":0.07,"o":0.07}} bedrock_converse/mistral.voxtral-mini-3b-2507
{"i":0.04,"o":0.04} azure_ai/ministral-3b groq/llama-prompt-guard-2-86m novita/llama-3-8b-instruct vercel_ai_gateway/ministral-3b
{"i":0.04,"o":0.05} deepinfra/l3-8b-lunaris-v1-turbo
{"i":0.04,"o":0.08,"batch":{"i":0.02,"o":0.04},"flex":{"i":0.02,"o":0.04},"priority":{"i":0.07,"o":0.14}} bedrock_converse/google.gemma-3-4b-it bedrock_mantle/google.gemma-4-e2b
{"i":0.04,"o":0.08} llamagate/llama-3.2-3b
{"i":0.04,"o":0.12} nebius/mistral-nemo-instruct-2407
{"i":0.04,"o":0.14} llamagate/qwen3-8b
{"i":0.04,"o":0.15} novita/gpt-oss-20b ovhcloud/gpt-oss-20b
{"i":0.04,"o":0.16} deepinfra/nvidia-nemotron-nano-9b-v2
{"i":0.04,"o":0.17} novita/mistral-nemo
{"i":0.04,"o":0.19} inferenceapis/gpt-oss-20b
{"i":0.04,"o":0.1} deepinfra/qwen2.5-7b-instruct
{"i":0.042,"o":0.168,"c":0.0105} bedrock/amazon.nova-micro-v1:0
{"i":0.042,"o":0} together_ai/tev1-4b-experimental
{"i":0.045,"o":0.15} together_ai/trinity-mini
{"i":0.046,"o":0.184,"c":0.0115} bedrock_converse/eu.amazon.nova-micro-v1:0
{"i":0.0485,"o":0.676} cloudflare/llama-3.2-11b-vision-instruct
{"i":0.049,"o":0.049} deepinfra/llama-3.2-11b-vision-instruct
{"i":0.04998,"o":0.39998,"c":0.00497,"w":0.04998} databricks/databricks-gpt-5-nano
{"i":0.05,"o":0.05} novita/l3-8b-lunaris novita/l3-8b-stheno-v3.2 novita/qwen3-reranker-8b
{"i":0.05,"o":0.08} deepinfra/mistral-small-24b-instruct-2501 vercel_ai_gateway/llama-3-8b vercel_ai_gateway/llama-3.1-8b
{"i":0.05,"o":0.15} deepinfra/gemma-3-12b-it
{"i":0.05,"o":0.1} deepinfra/gemma-3-4b-it lambda_ai/llama-4-maverick-17b-128e-instruct-fp8 lambda_ai/llama-4-scout-17b-16e-instruct lambda_ai/qwen25-coder-32b-instruct lambda_ai/qwen3-32b-fp8 novita/gemma-3-12b-it wandb/granite-4.1-8b wandb/mellum2-12b-a2.5b-instruct
{"i":0.05,"o":0.2,"c":0.01,"priority":{"i":0.0625,"o":0.25,"c":0.0125}} fireworks_ai/nemotron-lightning-3p5-30b-a3b
{"i":0.05,"o":0.2,"c":0.025} deepinfra/nemotron-3-nano-30b-a3b
{"i":0.05,"o":0.2,"r":0.5} dashscope/qwen-turbo dashscope/qwen-turbo-2025-04-28 dashscope/qwen-turbo-latest qwen_ai_platform/qwen-turbo qwen_ai_platform/qwen-turbo-2025-04-28 qwen_ai_platform/qwen-turbo-latest qwencloud/qwen-turbo qwencloud/qwen-turbo-2025-04-28 qwencloud/qwen-turbo-latest
{"i":0.05,"o":0.22} wandb/qwen3-14b-instruct
{"i":0.05,"o":0.25} novita/gpt-oss-120b replicate/llama-2-7b replicate/llama-2-7b-chat replicate/llama-3-8b replicate/llama-3-8b-instruct replicate/mistral-7b-instruct-v0.2 replicate/mistral-7b-v0.1
{"i":0.05,"o":0.2} dashscope/qwen-turbo-2024-11-01 novita/nemotron-3-nano-30b-a3b qwen_ai_platform/qwen-turbo-2024-11-01 qwencloud/qwen-turbo-2024-11-01 together_ai/gpt-oss-20b
{"i":0.05,"o":0.4,"c":0.005,"batch":{"i":0.025,"o":0.2,"c":0.0025}} azure/gpt-5-nano azure/gpt-5-nano-2025-08-07
{"i":0.05,"o":0.4,"c":0.005,"s":0.01,"batch":{"i":0.025,"o":0.2,"c":0.0025},"flex":{"i":0.025,"o":0.2,"c":0.0025},"priority":{"i":2.5}} openai/gpt-5-nano openai/gpt-5-nano-2025-08-07
{"i":0.05,"o":0.4,"c":0.005} perplexity/gpt-5-nano
{"i":0.05,"o":0.4,"c":0.02,"flex":{"i":0.05,"o":0.4,"c":0.02}} sail/qwen3.6-35b-a3b
{"i":0.05,"o":0.4,"over":{"256000":{"i":0.25,"o":2}}} dashscope/qwen-flash dashscope/qwen-flash-2025-07-28 qwen_ai_platform/qwen-flash qwen_ai_platform/qwen-flash-2025-07-28 qwencloud/qwen-flash qwencloud/qwen-flash-2025-07-28
{"i":0.05,"o":0.4} oci/openai.gpt-5-nano replicate/gpt-5-nano
{"i":0.05,"o":0} jina_ai/jina-reranker-v2-base-multilingual perplexity/pplx-embed-context-v1-4b scaledown/classify scaledown/compress scaledown/decisions scaledown/extract scaledown/summarize voyage/rerank-1 voyage/rerank-2 voyage/rerank-2.5 voyage/rerank-3
{"i":0.0509,"o":0.335} cloudflare/llama-3.2-3b-instruct cloudflare/qwen3-30b-a3b-fp8
{"i":0.055,"o":0.055} deepinfra/llama-guard-3-8b
{"i":0.06,"o":0.06} together_ai/llama-3.2-1b-instruct together_ai/llama-3.2-3b-instruct
{"i":0.06,"o":0.09} novita/deepseek-r1-0528-qwen3-8b
{"i":0.06,"o":0.12} llamagate/codellama-7b llamagate/deepseek-coder-6.7b llamagate/qwen2.5-coder-7b
{"i":0.06,"o":0.18,"c":0.012} deepinfra/ling-3.0-flash novita/ling-3.0-flash novita/ling-3.0-flash-fast
{"i":0.06,"o":0.22,"c":0.015} aihubmix/coding-glm-5.3
{"i":0.06,"o":0.22,"c":0.01} azure_ai/fw-nemotron-lightning-3.5-30b-a3b
{"i":0.06,"o":0.22} aihubmix/cc-glm-5.1
{"i":0.06,"o":0.23,"batch":{"i":0.03,"o":0.12},"flex":{"i":0.03,"o":0.12},"priority":{"i":0.11,"o":0.4}} bedrock_converse/nvidia.nemotron-nano-9b-v2
{"i":0.06,"o":0.24,"batch":{"i":0.03,"o":0.12},"flex":{"i":0.03,"o":0.12},"priority":{"i":0.11,"o":0.42}} bedrock_converse/nvidia.nemotron-nano-3-30b
{"i":0.06,"o":0.24,"c":0.015,"batch":{"i":0.03,"o":0.12}} bedrock_converse/amazon.nova-lite-v1:0 bedrock_converse/us.amazon.nova-lite-v1:0
{"i":0.06,"o":0.24} amazon_nova/nova-lite-v1 nebius/nemotron-3-nano-omni nebius/nemotron-3_5-lightning nebius/nvidia-nemotron-3-nano-30b-a3b vercel_ai_gateway/nova-lite
{"i":0.06,"o":0.25} together_ai/nvidia-nemotron-nano-9b-v2
{"i":0.06,"o":0.2} nebius/qwen2.5-32b-instruct nscale/qwen2.5-coder-32b-instruct
{"i":0.06,"o":0.4,"c":0.01} deepinfra/glm-4.7-flash
{"i":0.06,"o":0.4,"c":0.03} sail/gpt-oss-120b
{"i":0.06,"o":0} voyage/voyage-3 voyage/voyage-3.5 voyage/voyage-4
{"i":0.0605,"o":0.4} cloudflare/glm-4.7-flash
{"i":0.063,"o":0.252,"c":0.01575} bedrock_converse/apac.amazon.nova-lite-v1:0
{"i":0.0636,"o":0.265} watsonx/granite-4-h-small
{"i":0.07,"o":0.07} novita/baichuan-m2-32b novita/qwen2.5-7b-instruct nscale/deepseek-r1-distill-qwen-14b
{"i":0.07,"o":0.14} deepinfra/phi-4
{"i":0.07,"o":0.2,"batch":{"i":0.03,"o":0.1},"flex":{"i":0.03,"o":0.1},"priority":{"i":0.12,"o":0.35}} bedrock_converse/openai.gpt-oss-safeguard-20b bedrock_mantle/openai.gpt-oss-safeguard-20b
{"i":0.07,"o":0.2,"c":0.04} wandb/nvidia-nemotron-3.5-lightning-30b-a3b
{"i":0.07,"o":0.25,"c":0.007,"batch":{"i":0.035,"o":0.125}} vertex_ai-openai_models/gpt-oss-20b-maas
{"i":0.07,"o":0.27} novita/qwen3-coder-30b-a3b-instruct
{"i":0.07,"o":0.28,"c":0} tensormesh/gpt-oss-20b
{"i":0.07,"o":0.28} novita/ernie-4.5-21b-a3b novita/ernie-4.5-21b-a3b-thinking perplexity/mistral-7b-instruct perplexity/mixtral-8x7b-instruct perplexity/pplx-7b-chat perplexity/sonar-small-chat vercel_ai_gateway/devstral-small
{"i":0.07,"o":0.3,"batch":{"i":0.035,"o":0.15},"flex":{"i":0.035,"o":0.15},"priority":{"i":0.1225,"o":0.525}} bedrock_converse/openai.gpt-oss-20b-1:0 bedrock_mantle/openai.gpt-oss-20b
{"i":0.07,"o":0.3,"c":0.035} fireworks_ai/gpt-oss-20b
{"i":0.07,"o":0.30002,"c":0.07,"w":0.07} databricks/databricks-gpt-oss-20b
{"i":0.07,"o":0.34} deepinfra/gemma-4-26b-a4b-it
{"i":0.07,"o":0.3} oci/openai.gpt-oss-20b
{"i":0.07,"o":0.4,"batch":{"i":0.035,"o":0.2},"flex":{"i":0.035,"o":0.2},"priority":{"i":0.1225,"o":0.7}} bedrock_converse/zai.glm-4.7-flash
{"i":0.07,"o":0.4,"c":0.01} novita/glm-4.7-flash
{"i":0.07,"o":0} novita/qwen3-embedding-0.6b novita/qwen3-embedding-8b snowflake/snowflake-arctic-embed-l-v2.0 snowflake/snowflake-arctic-embed-m-v2.0
{"i":0.072,"o":0.276} bedrock/nvidia.nemotron-nano-9b-v2 bedrock_converse/us-gov.nvidia.nemotron-nano-9b-v2
{"i":0.072,"o":0.288,"c":0.018} bedrock/amazon.nova-lite-v1:0
{"i":0.072,"o":0.288} bedrock/nvidia.nemotron-nano-3-30b bedrock_converse/us-gov.nvidia.nemotron-nano-3-30b
{"i":0.075,"o":0.2} deepinfra/mistral-small-3.2-24b-instruct-2506
{"i":0.075,"o":0.3,"a":0.075,"batch":{"i":0.0375,"o":0.15,"a":0.0375}} vertex_ai/gemini-2.0-flash-lite
{"i":0.075,"o":0.3,"c":0.037,"s":0.005} groq/gpt-oss-safeguard-20b
{"i":0.075,"o":0.3,"c":0.0375,"s":0.005} groq/gpt-oss-20b
{"i":0.075,"o":0.3} azure_ai/phi-4-mini-instruct azure_ai/phi-4-mini-reasoning oci/google.gemini-2.5-flash-lite
{"i":0.078,"o":0.312,"c":0.0195} bedrock_converse/eu.amazon.nova-lite-v1:0
{"i":0.08,"o":0,"p":0.4} azure_ai/cohere-embed-v5-fast
{"i":0.08,"o":0.15} llamagate/deepseek-r1-7b-qwen llamagate/dolphin3-8b llamagate/openthinker-7b
{"i":0.08,"o":0.16,"c":0.0016} aihubmix/coding-xiaomi-mimo-v2.5
{"i":0.08,"o":0.16} deepinfra/gemma-3-27b-it
{"i":0.08,"o":0.18,"c":0.016} deepinfra/deepseek-v4-flash-0731
{"i":0.08,"o":0.2,"c":0.04} deepinfra/nvidia-nemotron-3.5-lightning
{"i":0.08,"o":0.23} ovhcloud/qwen3-32b
{"i":0.08,"o":0.24} nebius/qwen3-14b nebius/qwen3-4b vercel_ai_gateway/qwen-3-14b
{"i":0.08,"o":0.28} deepinfra/qwen3-32b
{"i":0.08,"o":0.32,"a":4} azure_ai/phi-4-multimodal-instruct
{"i":0.08,"o":0.4,"c":0.016} aihubmix/coding-xiaomi-mimo-v2-omni
{"i":0.08,"o":0.4} ovhcloud/gpt-oss-120b
{"i":0.08,"o":0.5} novita/qwen3-vl-8b-instruct
{"i":0.08,"o":0} cohere/embed-v5.0-fast
{"i":0.084,"o":0.36} bedrock/openai.gpt-oss-20b-1:0 bedrock_converse/us-gov.openai.gpt-oss-20b-1:0
{"i":0.085,"o":0.4} deepinfra/nvidia-nemotron-3-super-120b-a12b
{"i":0.087,"o":0.52,"over":{"32000":{"i":0.13,"o":0.78},"128000":{"i":0.26,"o":1.6}}} volcengine/doubao-seed-2-0-lite-260215
{"i":0.09,"o":0.09} novita/mythomax-l2-13b nscale/deepseek-r1-distill-qwen-1.5b oci/cohere.command-a-translate-08-2025
{"i":0.09,"o":0.18,"c":0.018} deepinfra/deepseek-v4-flash
{"i":0.09,"o":0.18,"c":0.02,"flex":{"i":0.05,"o":0.09,"c":0.01}} sail/deepseek-v4-flash-0731
{"i":0.09,"o":0.28} ovhcloud/mistral-small-3.2-24b-instruct-2506
{"i":0.09,"o":0.29,"batch":{"i":0.05,"o":0.15},"flex":{"i":0.05,"o":0.15},"priority":{"i":0.16,"o":0.51}} bedrock_converse/google.gemma-3-12b-it
{"i":0.09,"o":0.29} nscale/llama-4-scout-17b-16e-instruct
{"i":0.09,"o":0.2} pinstripes/qwen3-30b-a3b
{"i":0.09,"o":0.3,"c":0.006,"flex":{"i":0.05,"o":0.15,"c":0.004}} sail/deepseek-v4.1-flash
{"i":0.09,"o":0.34,"c":0.05} deepinfra/gemma-4-31b-it-turbo
{"i":0.09,"o":0.36,"batch":{"i":0.045,"o":0.18}} vertex_ai-openai_models/gpt-oss-120b-maas
{"i":0.09,"o":0.36} replicate/gpt-oss-20b
{"i":0.09,"o":0.45} novita/qwen3-30b-a3b-fp8
{"i":0.09,"o":0.55} deepinfra/qwen3-235b-a22b-instruct-2507
{"i":0.09,"o":0.58} novita/qwen3-235b-a22b-instruct-2507
{"i":0.09,"o":1.1} deepinfra/qwen3-next-80b-a3b-instruct
{"i":0.09041,"o":0.54246,"c":0.018082} aihubmix/doubao-seed-2-0-lite-260428
{"i":0.1,"o":0,"batch":{"i":0.05,"o":0}} openai/text-embedding-ada-002-v2
{"i":0.1,"o":0.1,"batch":{"i":0.05,"o":0.05},"flex":{"i":0.05,"o":0.05},"priority":{"i":0.17,"o":0.17}} bedrock_converse/mistral.ministral-3-3b-instruct
{"i":0.1,"o":0.1,"c":0.01} mistral/ministral-3-3b-2512 mistral/ministral-3b-2512 mistral/ministral-3b-latest
{"i":0.1,"o":0.15,"c":0.05} wandb/granite-4.2-8b
{"i":0.1,"o":0.15} deepinfra/qwen3.5-9b llamagate/mistral-7b-v0.3
{"i":0.1,"o":0.1} bedrock/meta.llama3-2-1b-instruct-v1:0 bedrock/us.meta.llama3-2-1b-instruct-v1:0 cerebras/llama3.1-8b crusoe/gemma-3-12b-it fireworks_ai/codegemma-2b fireworks_ai/cogito-v1-preview-llama-3b fireworks_ai/deepseek-coder-1b-base fireworks_ai/deepseek-r1-distill-qwen-1p5b fireworks_ai/ernie-4p5-21b-a3b-pt fireworks_ai/ernie-4p5-300b-a47b-pt fireworks_ai/flux-1-dev fireworks_ai/flux-1-schnell fireworks_ai/gemma-2b-it fireworks_ai/llama-guard-3-1b fireworks_ai/llama-v2-70b fireworks_ai/llama-v3p1-405b-instruct-long fireworks_ai/llama-v3p1-70b-instruct-1b fireworks_ai/llama-v3p1-8b-instruct fireworks_ai/llama-v3p2-1b fireworks_ai/llama-v3p2-1b-instruct fireworks_ai/llama-v3p2-3b fireworks_ai/llama-v3p2-3b-instruct fireworks_ai/minimax-m1-80k fireworks_ai/ministral-3-3b-instruct-2512 fireworks_ai/nemotron-nano-v2-12b-vl fireworks_ai/phi-2-3b fireworks_ai/phi-3-mini-128k-instruct fireworks_ai/qwen2-vl-2b-instruct fireworks_ai/qwen2p5-0p5b-instruct fireworks_ai/qwen2p5-1p5b-instruct fireworks_ai/qwen2p5-coder-0p5b fireworks_ai/qwen2p5-coder-0p5b-instruct fireworks_ai/qwen2p5-coder-1p5b fireworks_ai/qwen2p5-coder-1p5b-instruct fireworks_ai/qwen2p5-coder-3b fireworks_ai/qwen2p5-coder-3b-instruct fireworks_ai/qwen3-0p6b fireworks_ai/qwen3-1p7b fireworks_ai/qwen3-1p7b-fp8-draft fireworks_ai/qwen3-1p7b-fp8-draft-131072 fireworks_ai/qwen3-1p7b-fp8-draft-40960 fireworks_ai/stablecode-3b fireworks_ai/starcoder2-3b ovhcloud/llama-3.1-8b-instruct ovhcloud/mistral-7b-instruct-v0.3 together_ai/qwen-2-1.5b-instruct together_ai/together-ai-up-to-4b vercel_ai_gateway/llama-3.2-1b vercel_ai_gateway/ministral-8b watsonx/granite-guardian-3-2-2b watsonx/granite-vision-3-2-2b watsonx/llama-3-2-1b-instruct zai/glm-4-32b-0414-128k
{"i":0.1,"o":0.2,"c":0.002,"s":0.0025} meta/muse-spark-1.2-contributor meta/muse-spark-1.3-contributor
{"i":0.1,"o":0.2} lambda_ai/lfm-40b llamagate/deepseek-r1-8b llamagate/llava-7b pinstripes/deepseek-v4-flash
{"i":0.1,"o":0.3,"batch":{"i":0.05,"o":0.15},"flex":{"i":0.05,"o":0.15},"priority":{"i":0.17,"o":0.52}} bedrock_converse/mistral.voxtral-small-24b-2507
{"i":0.1,"o":0.3,"c":0.01} mistral/devstral-small-latest mistral/mistral-small
{"i":0.1,"o":0.3,"c":0.05} wandb/gemma-4-26b-a4b-it
{"i":0.1,"o":0.32} deepinfra/llama-3.3-70b-instruct-turbo
{"i":0.1,"o":0.34} wandb/gemma-4-31b-it
{"i":0.1,"o":0.3} azure_ai/mistral-small-2503 cloudflare/gemma-4-26b-a4b-it deepinfra/llama-4-scout-17b-16e-instruct nebius/cosmos3-super-reasoner nebius/gemma-3-27b-it nebius/qwen3-30b-a3b nebius/qwen3-30b-a3b-instruct-2507 nebius/qwen3-32b together_ai/mistral-small-24b-instruct-2501 vercel_ai_gateway/llama-4-scout vercel_ai_gateway/mistral-small vercel_ai_gateway/qwen-3-30b vercel_ai_gateway/qwen-3-32b vertex_ai-mistral_models/mistral-small-2503 vertex_ai-mistral_models/mistral-small-2503@001 wandb/qwen3-30b-a3b-instruct-2507 watsonx/mistral-small-2503
{"i":0.1,"o":0.4,"c":0.01,"r":0.4,"a":0.3,"s":0.035,"batch":{"i":0.05,"o":0.2,"a":0.05},"flex":{"i":0.05,"o":0.2,"c":0.01},"priority":{"i":0.18,"o":0.72,"c":0.018,"a":0.54}} vertex_ai-language-models/gemini-2.5-flash-lite
{"i":0.1,"o":0.4,"c":0.01,"r":0.4,"a":0.3,"s":0.035,"batch":{"i":0.05,"o":0.2,"c":0.01,"a":0.15},"flex":{"i":0.05,"o":0.2,"c":0.01},"priority":{"i":0.18,"o":0.72,"c":0.018,"a":0.54}} gemini/gemini-2.5-flash-lite
{"i":0.1,"o":0.4,"c":0.01,"r":0.4,"a":0.3,"s":0.035} vertex_ai-language-models/gemini-2.5-flash-lite-preview-09-2025
{"i":0.1,"o":0.4,"c":0.01} mistral/voxtral-small-2507 mistral/voxtral-small-latest
{"i":0.1,"o":0.4,"c":0.025,"batch":{"i":0.05,"o":0.2}} azure/gpt-4.1-nano azure/gpt-4.1-nano-2025-04-14
{"i":0.1,"o":0.4,"c":0.025,"s":0.01,"batch":{"i":0.05,"o":0.2},"priority":{"i":0.2,"o":0.8,"c":0.05}} openai/gpt-4.1-nano openai/gpt-4.1-nano-2025-04-14
{"i":0.1,"o":0.4,"c":0.025,"w":0} vercel_ai_gateway/gpt-4.1-nano
{"i":0.1,"o":0.4,"c":0.02} deepinfra/seed-2.0-mini
{"i":0.1,"o":0.45} novita/qwen3-32b-fp8
{"i":0.1,"o":0.4} deepinfra/llama-3.3-nemotron-super-49b-v1.5 nebius/llama-3.3-nemotron-super-49b-v1 replicate/gpt-4.1-nano
{"i":0.1,"o":0.5,"c":0.01,"over":{"272000":{"i":0.2,"o":0.75,"c":0.02}}} perplexity/gpt-6-luna
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"h":0.2,"s":0.01,"over":{"100000":{"i":0.5,"o":2.5,"c":0.05,"w":0.625,"h":1}},"batch":{"i":0.05,"o":0.25,"c":0.005,"w":0.0625,"over":{"100000":{"i":0.25,"o":1.25,"c":0.025,"w":0.3125}}},"us":{"i":0.11,"o":0.55,"c":0.011,"w":0.1375,"h":0.22,"over":{"100000":{"i":0.55,"o":2.75,"c":0.055,"w":0.6875,"h":1.1}}}} anthropic/claude-haiku-5-5
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"h":0.2,"s":0.01,"over":{"100000":{"i":0.5,"o":2.5,"c":0.05,"w":0.625,"h":1}},"batch":{"i":0.05,"o":0.25,"c":0.005,"w":0.0625},"x":1.1} vertex_ai-anthropic_models/claude-haiku-5-5 vertex_ai-anthropic_models/claude-haiku-5-5@default
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"h":0.2,"s":0.01,"over":{"100000":{"i":0.5,"o":2.5,"c":0.05,"w":0.625,"h":1}}} azure_ai/claude-haiku-5-5 bedrock_converse/anthropic.claude-haiku-5-5 bedrock_converse/global.anthropic.claude-haiku-5-5
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"over":{"100000":{"i":0.5,"o":2.5,"c":0.05,"w":0.625}}} github_copilot/claude-haiku-5.5
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"over":{"272000":{"i":0.2,"o":0.75,"c":0.02,"w":0.25}}} bedrock_converse/global.openai.gpt-6-luna bedrock_converse/openai.gpt-6-luna github_copilot/gpt-6-luna
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"s":0.01,"over":{"272000":{"i":0.2,"o":0.75,"c":0.02,"w":0.25}},"batch":{"i":0.05,"o":0.25,"c":0.005,"w":0.0625,"over":{"272000":{"i":0.1,"o":0.375,"c":0.01,"w":0.125}}},"flex":{"i":0.05,"o":0.25,"c":0.005,"w":0.0625,"over":{"272000":{"i":0.1,"o":0.375,"c":0.01,"w":0.125}}},"priority":{"i":0.2,"o":1,"c":0.02,"w":0.25,"over":{"272000":{"i":0.4,"o":1.5,"c":0.04,"w":0.5}}},"x":1.1} openai/gpt-6-luna
{"i":0.1,"o":0.5,"c":0.01,"w":0.125,"s":0.01,"over":{"272000":{"i":0.2,"o":0.75,"c":0.02,"w":0.25}}} azure/gpt-6-luna azure/gpt-6-luna-2026-09-22 azure_ai/gpt-6-luna
{"i":0.1,"o":0.5,"c":0.01} perplexity/claude-haiku-5-5
{"i":0.1,"o":0.5,"c":0.1} baseten/gpt-oss-120b
{"i":0.1,"o":0.5} replicate/llama-2-13b replicate/llama-2-13b-chat
{"i":0.1,"o":0.95} deepinfra/qwen3.6-35b-a3b
{"i":0.1,"o":0} azure_ai/cohere-embed-v3-english azure_ai/cohere-embed-v3-multilingual bedrock/amazon.titan-embed-g1-text-02 bedrock/amazon.titan-embed-text-v1 bedrock/cohere.embed-english-v3 bedrock/cohere.embed-multilingual-v3 cohere/embed-english-light-v3.0 cohere/embed-english-v3.0 cohere/embed-multilingual-v3.0 fireworks_ai/qwen3-embedding-8b oci/cohere.embed-english-image-v3.0 oci/cohere.embed-english-light-image-v3.0 oci/cohere.embed-english-light-v3.0 oci/cohere.embed-english-v3.0 oci/cohere.embed-multilingual-light-image-v3.0 oci/cohere.embed-multilingual-light-v3.0 oci/cohere.embed-multilingual-v3.0 openai/text-embedding-ada-002 scaleway/bge-multilingual-gemma2 scaleway/qwen3-embedding-8b together_ai/llama-rank-v1 vercel_ai_gateway/mistral-embed vercel_ai_gateway/text-embedding-ada-002 vertex_ai-embedding-models/text-embedding-004 vertex_ai-embedding-models/text-embedding-005 vertex_ai-embedding-models/text-embedding-large-exp-03-07 vertex_ai-embedding-models/text-multilingual-embedding-002 voyage/voyage-2 voyage/voyage-lite-01 voyage/voyage-lite-02-instruct
{"i":0.10003,"o":0,"c":0.10003,"w":0.10003} databricks/databricks-bge-large-en
{"i":0.106,"o":0.318} watsonx/mistral-small-3-1-24b-instruct-2503
{"i":0.11,"o":0.33,"c":0.024} novita/mimo-v2-flash
{"i":0.11,"o":0.35,"c":0.02,"flex":{"i":0.05,"o":0.18,"c":0.01}} sail/glm-5.3-flash
{"i":0.11,"o":0.55,"c":0.011,"w":0.1375,"h":0.22,"over":{"100000":{"i":0.55,"o":2.75,"c":0.055,"w":0.6875,"h":1.1}}} bedrock_converse/apac.anthropic.claude-haiku-5-5
{"i":0.11,"o":0.55,"c":0.011,"w":0.1375,"h":0.22,"s":0.01,"over":{"100000":{"i":0.55,"o":2.75,"c":0.055,"w":0.6875,"h":1.1}}} bedrock_converse/au.anthropic.claude-haiku-5-5 bedrock_converse/eu.anthropic.claude-haiku-5-5 bedrock_converse/jp.anthropic.claude-haiku-5-5 bedrock_converse/us.anthropic.claude-haiku-5-5 bedrock_mantle/anthropic.claude-haiku-5-5
{"i":0.11,"o":0.55,"c":0.011,"w":0.1375,"over":{"272000":{"i":0.22,"o":0.825,"c":0.022,"w":0.275}}} bedrock_converse/us.openai.gpt-6-luna bedrock_mantle/openai.gpt-6-luna
{"i":0.11,"o":0} azure/ada azure/text-embedding-ada-002
{"i":0.1126,"o":0.380025,"c":0.014075,"w":0.175937} aihubmix/qwen3.8-flash
{"i":0.1126,"o":0.9008} aihubmix/qwen3.5-122b-a10b
{"i":0.11268,"o":0.39438,"c":0.02817} aihubmix/glm-5.3-flash
{"i":0.115,"o":0.388126,"c":0.023,"a":1.725} volcengine/doubao-seed-2-1-lite-260915
{"i":0.119,"o":0.2} novita/gemma-3-27b-it
{"i":0.12,"o":0,"p":0.47} azure_ai/embed-v-4-0 cohere/embed-v4.0
{"i":0.12,"o":0,"p":0.4} azure_ai/cohere-embed-v5-pro
{"i":0.12,"o":0.24} deepinfra/qwen3-14b
{"i":0.12,"o":0.3} hyperbolic/hermes-3-llama-3.1-70b hyperbolic/llama-3.2-3b-instruct hyperbolic/llama-3.3-70b-instruct hyperbolic/meta-llama-3-70b-instruct hyperbolic/meta-llama-3.1-405b-instruct hyperbolic/meta-llama-3.1-70b-instruct hyperbolic/meta-llama-3.1-8b-instruct hyperbolic/qwen2.5-72b-instruct hyperbolic/qwen2.5-coder-32b-instruct lambda_ai/hermes3-70b lambda_ai/llama3.1-70b-instruct-fp8 lambda_ai/llama3.1-nemotron-70b-instruct-fp8 lambda_ai/llama3.3-70b-instruct-fp8
{"i":0.12,"o":0.5} deepinfra/qwen3-30b-a3b
{"i":0.12,"o":0.6,"c":0.012,"w":0.15,"h":0.24,"over":{"100000":{"i":0.6,"o":3,"c":0.06,"w":0.75,"h":1.2}}} bedrock/anthropic.claude-haiku-5-5 bedrock_converse/us-gov.anthropic.claude-haiku-5-5
{"i":0.12,"o":0} bedrock/cohere.embed-v4:0 bedrock/global.cohere.embed-v4:0 bedrock/us.cohere.embed-v4:0 cohere/embed-v5.0-pro oci/cohere.embed-v4.0 vercel_ai_gateway/embed-v4.0 voyage/voyage-4-large voyage/voyage-code-2 voyage/voyage-code-4 voyage/voyage-context-4 voyage/voyage-finance-2 voyage/voyage-large-2 voyage/voyage-large-2-instruct voyage/voyage-law-2 voyage/voyage-multilingual-2 voyage/voyage-multimodal-3 voyage/voyage-multimodal-3.5
{"i":0.125,"o":0.45} pinstripes/glm-4.5-air
{"i":0.125,"o":0.5} azure_ai/phi-4 azure_ai/phi-4-reasoning
{"i":0.12999,"o":0,"c":0.12999,"w":0.12999} databricks/databricks-gte-large-en
{"i":0.13,"o":0,"batch":{"i":0.065,"o":0}} openai/text-embedding-3-large
{"i":0.13,"o":0.13} bedrock/eu.meta.llama3-2-1b-instruct-v1:0 ovhcloud/mistral-nemo-instruct-2407
{"i":0.13,"o":0.26,"c":0.028} baseten/deepseek-v4-flash-0731 perplexity/deepseek-v4-flash-0731
{"i":0.13,"o":0.28,"c":0.07} wandb/deepseek-v4-flash-0731
{"i":0.13,"o":0.38} deepinfra/gemma-4-31b-it
{"i":0.13,"o":0.4,"batch":{"i":0.065,"o":0.2},"flex":{"i":0.065,"o":0.2},"priority":{"i":0.2275,"o":0.7}} bedrock_mantle/google.gemma-4-26b-a4b
{"i":0.13,"o":0.4} nebius/hermes-4-70b nebius/llama-3.3-70b-instruct nebius/meta-llama-3.1-70b-instruct nebius/qwen2-vl-72b-instruct nebius/qwen2.5-72b-instruct novita/gemma-4-26b-a4b-it
{"i":0.13,"o":0.52} azure_ai/phi-3-mini-128k-instruct azure_ai/phi-3-mini-4k-instruct azure_ai/phi-3.5-mini-instruct azure_ai/phi-3.5-vision-instruct
{"i":0.13,"o":0.85,"c":0.025} novita/glm-4.5-air
{"i":0.13,"o":0} vercel_ai_gateway/text-embedding-3-large
{"i":0.135,"o":0.4} novita/llama-3.3-70b-instruct
{"i":0.135,"o":0} bedrock/amazon.nova-2-multimodal-embeddings-v1:0
{"i":0.137,"o":0.548} aihubmix/qwen3-coder-next
{"i":0.14,"o":0.14} novita/hermes-2-pro-llama-3-8b
{"i":0.14,"o":0.28,"c":0.0028,"w":0} tencent/deepseek-v4-flash
{"i":0.14,"o":0.28,"c":0.0028} xiaomi_mimo/mimo-v2.6-flash
{"i":0.14,"o":0.28,"c":0.014} deepseek/deepseek-coder
{"i":0.14,"o":0.28,"c":0.028,"w":0.14} databricks/databricks-deepseek-v4-flash-0731
{"i":0.14,"o":0.28,"c":0.028} fireworks_ai/deepseek-v4-flash novita/deepseek-v4-flash
{"i":0.14,"o":0.28,"c":0.03} together_ai/deepseek-v4-flash-0731
{"i":0.14,"o":0.28,"c":0.07} wandb/deepseek-v4-flash
{"i":0.14,"o":0.28,"c":0} tensormesh/deepseek-v4-flash
{"i":0.14,"o":0.28} nebius/deepseek-v4-flash nebius/deepseek-v4-flash-0731
{"i":0.14,"o":0.39998} aihubmix/gemma-4-26b-a4b-it aihubmix/gemma-4-31b-it
{"i":0.14,"o":0.4,"batch":{"i":0.07,"o":0.2},"flex":{"i":0.07,"o":0.2},"priority":{"i":0.245,"o":0.7}} bedrock_mantle/google.gemma-4-31b
{"i":0.14,"o":0.4,"c":0.07,"flex":{"i":0.07,"o":0.2,"c":0.04}} sail/gemma-4-31b-it-nvfp4
{"i":0.14,"o":0.42,"c":0.0042} deepinfra/deepseek-v4.1-flash deepinfra/deepseek-v4.1-flash-1017
{"i":0.14,"o":0.45} pinstripes/qwen3.6-35b-a3b
{"i":0.14,"o":0.4} friendliai/gemma-4-31b-it novita/gemma-4-31b-it
{"i":0.14,"o":0.56,"c":0} tensormesh/gemma-4-31b-it
{"i":0.14,"o":0.56} novita/ernie-4.5-vl-28b-a3b
{"i":0.14,"o":0.58,"c":0.035} deepinfra/hy3 novita/hy3
{"i":0.14,"o":0} azure/model-router azure_ai/model-router azure_ai/model_router
{"i":0.14,"o":1,"c":0.05} deepinfra/qwen3.5-35b-a3b
{"i":0.14,"o":1.2,"batch":{"i":0.07,"o":0.6},"flex":{"i":0.07,"o":0.6},"priority":{"i":0.26,"o":2.1}} bedrock_mantle/qwen.qwen3-next-80b-a3b-instruct
{"i":0.14,"o":1.4} deepinfra/qwen3-next-80b-a3b-thinking
{"i":0.142,"o":0.284,"c":0.0284} aihubmix/deepseek-v4-flash
{"i":0.143,"o":0} azure/text-embedding-3-large
{"i":0.15,"c":0.015} mistral/codestral-embed mistral/codestral-embed-2505
{"i":0.15,"o":0,"batch":{"i":0.12}} vertex_ai-embedding-models/gemini-embedding-001
{"i":0.15,"o":0.15,"batch":{"i":0.07,"o":0.07},"flex":{"i":0.07,"o":0.07},"priority":{"i":0.26,"o":0.26}} bedrock_converse/mistral.ministral-3-8b-instruct
{"i":0.15,"o":0.15,"c":0.015} mistral/ministral-3-8b-2512 mistral/ministral-8b-2512 mistral/ministral-8b-latest
{"i":0.15,"o":0.15} anyscale/gemma-7b-it anyscale/llama-2-7b-chat-hf anyscale/meta-llama-3-8b-instruct anyscale/mistral-7b-instruct-v0.1 anyscale/mixtral-8x7b-instruct-v0.1 anyscale/zephyr-7b-beta azure_ai/mistral-nemo bedrock/meta.llama3-2-3b-instruct-v1:0 bedrock/us.meta.llama3-2-3b-instruct-v1:0 novita/deepseek-r1-distill-qwen-14b nscale/deepseek-r1-distill-qwen-32b oci/cohere.command-r-08-2024 vercel_ai_gateway/llama-3.2-3b vercel_ai_gateway/pixtral-12b vertex_ai-mistral_models/mistral-nemo@latest watsonx/llama-3-2-3b-instruct
{"i":0.15,"o":0.2} bedrock/amazon.titan-text-lite-v1 bedrock/mistral.mistral-7b-instruct-v0:2
{"i":0.15,"o":0.31,"c":0.03} azure_ai/fw-deepseek-v4-flash
{"i":0.15,"o":0.35} scaleway/mistral-small-3.2-24b-instruct-2506
{"i":0.15,"o":0.45} nebius/qwq-32b
{"i":0.15,"o":0.47,"c":0.016,"w":0.2} dashscope/qwen3.8-flash qwen_ai_platform/qwen3.8-flash
{"i":0.15,"o":0.47,"c":0.016} dashscope/qwen3.8-omni-flash qwen_ai_platform/qwen3.8-omni-flash
{"i":0.15,"o":0.47} together_ai/qwen3.8-flash
{"i":0.15,"o":0.4} deepinfra/qwq-32b libertai/gemma-4-31b-it libertai/gemma-4-31b-it-thinking
{"i":0.15,"o":0.5,"c":0.02} inferenceapis/qwen3.8-flash together_ai/nvidia-nemotron-3.5-super-vl
{"i":0.15,"o":0.5,"c":0.03,"priority":{"i":0.1875,"o":0.625,"c":0.0375}} fireworks_ai/glm-5p3-flash
{"i":0.15,"o":0.5,"c":0.03,"w":0} tencent/glm-5.3-flash zai/glm-5.3-flash
{"i":0.15,"o":0.5,"c":0.03} baseten/glm-5.3-flash friendliai/glm-5.3-flash perplexity/glm-5.3-flash together_ai/glm-5.3-flash
{"i":0.15,"o":0.5,"c":0.05} wandb/glm-5.3-flash
{"i":0.15,"o":0.55} llamagate/qwen3-vl-8b
{"i":0.15,"o":0.5} libertai/qwen3.6-27b libertai/qwen3.6-27b-thinking libertai/qwen3.6-35b-a3b libertai/qwen3.6-35b-a3b-thinking nebius/glm-5.3-flash
{"i":0.15,"o":0.6,"a":1,"batch":{"i":0.075,"o":0.3,"a":0.5}} vertex_ai/gemini-2.0-flash
{"i":0.15,"o":0.6,"a":10,"b":20,"s":0.01} openai/gpt-4o-mini-audio-preview-2024-12-17
{"i":0.15,"o":0.6,"a":10,"b":20} azure/gpt-4o-mini-audio-preview-2024-12-17
{"i":0.15,"o":0.6,"batch":{"i":0.07,"o":0.3},"flex":{"i":0.07,"o":0.3},"priority":{"i":0.26,"o":1.05}} bedrock_converse/openai.gpt-oss-safeguard-120b bedrock_mantle/openai.gpt-oss-safeguard-120b
{"i":0.15,"o":0.6,"batch":{"i":0.075,"o":0.3},"flex":{"i":0.075,"o":0.3},"priority":{"i":0.2625,"o":1.05}} bedrock_converse/openai.gpt-oss-120b-1:0 bedrock_converse/qwen.qwen3-32b-v1:0 bedrock_converse/writer.palmyra-vision-7b bedrock_mantle/openai.gpt-oss-120b bedrock_mantle/qwen.qwen3-32b bedrock_mantle/qwen.qwen3-coder-30b-a3b-instruct
{"i":0.15,"o":0.6,"batch":{"i":0.075,"o":0.3},"priority":{"i":0.2625,"o":1.05}} bedrock_converse/qwen.qwen3-coder-30b-a3b-v1:0
{"i":0.15,"o":0.6,"c":0.015,"priority":{"i":0.18,"o":0.72,"c":0.018}} fireworks_ai/gpt-oss-120b
{"i":0.15,"o":0.6,"c":0.015,"priority":{"i":0.225,"o":0.9,"c":0.0225}} fireworks_ai/minimax-m3p1-flash
{"i":0.15,"o":0.6,"c":0.015} mistral/magistral-small-latest mistral/mistral-small-2603 mistral/mistral-small-latest mistral/mistral-vibe-cli-fast vertex_ai-openai_models/gemma-4-26b-a4b-it-maas vertex_ai/gemma-4-26b-a4b-it
{"i":0.15,"o":0.6,"c":0.01} scx-ai/deepseek-v4.1-flash
{"i":0.15,"o":0.6,"c":0.075,"batch":{"i":0.075,"o":0.3}} azure/gpt-4o-mini-2024-07-18
{"i":0.15,"o":0.6,"c":0.075,"q":0.025,"batch":{"i":0.075,"o":0.3}} openai/gpt-4o-mini-search-preview openai/gpt-4o-mini-search-preview-2025-03-11
{"i":0.15,"o":0.6,"c":0.075,"s":0.005} groq/gpt-oss-120b
{"i":0.15,"o":0.6,"c":0.075,"s":0.025,"batch":{"i":0.075,"o":0.3},"priority":{"i":0.25,"o":1,"c":0.125}} openai/gpt-4o-mini openai/gpt-4o-mini-2024-07-18
{"i":0.15,"o":0.6,"c":0.075,"w":0} vercel_ai_gateway/gpt-4o-mini
{"i":0.15,"o":0.6,"c":0.075} azure/gpt-4o-mini
{"i":0.15,"o":0.6,"c":0} tensormesh/gpt-oss-120b
{"i":0.15,"o":0.65,"batch":{"i":0.075,"o":0.325},"flex":{"i":0.075,"o":0.325},"priority":{"i":0.2625,"o":1.1375}} bedrock_converse/nvidia.nemotron-super-3-120b
{"i":0.15,"o":0.6} azure_ai/gpt-oss-120b azure_ai/phi-3-small-128k-instruct azure_ai/phi-3-small-8k-instruct cohere_chat/command-r-08-2024 deepinfra/gpt-oss-120b-turbo deepinfra/qwen3-vl-30b-a3b-instruct fireworks_ai/llama4-scout-instruct-basic fireworks_ai/qwen3-30b-a3b fireworks_ai/qwen3-coder-30b-a3b-instruct fireworks_ai/qwen3-vl-30b-a3b-instruct fireworks_ai/qwen3-vl-30b-a3b-thinking gmi/gpt-4o-mini libertai/hermes-3-8b-tee nebius/gpt-oss-120b oci/google.gemini-2.5-flash oci/openai.gpt-oss-120b replicate/gpt-4o-mini scaleway/gpt-oss-120b snowflake/openai-gpt-5-nano together_ai/gpt-oss-120b vercel_ai_gateway/command-r
{"i":0.15,"o":0.75,"c":0.02} wandb/nvidia-nemotron-3.5-super-vl-120b-a12b
{"i":0.15,"o":0} gemini/gemini-embedding-001 vercel_ai_gateway/codestral-embed vercel_ai_gateway/gemini-embedding-001
{"i":0.15,"o":1.2} bedrock_converse/qwen.qwen3-next-80b-a3b dashscope/qwen3-next-80b-a3b-instruct dashscope/qwen3-next-80b-a3b-thinking nebius/qwen3-next-80b-a3b-thinking qwen_ai_platform/qwen3-next-80b-a3b-instruct qwen_ai_platform/qwen3-next-80b-a3b-thinking qwencloud/qwen3-next-80b-a3b-instruct qwencloud/qwen3-next-80b-a3b-thinking vertex_ai-qwen_models/qwen3-next-80b-a3b-instruct-maas vertex_ai-qwen_models/qwen3-next-80b-a3b-thinking-maas
{"i":0.15,"o":1.5} novita/qwen3-next-80b-a3b-instruct novita/qwen3-next-80b-a3b-thinking together_ai/qwen3-next-80b-a3b-instruct together_ai/qwen3-next-80b-a3b-thinking
{"i":0.15001,"o":0.45003,"c":0.15001,"w":0.15001} databricks/databricks-meta-llama-3-1-8b-instruct
{"i":0.15001,"o":0.50001,"c":0.03003,"w":0.15001} databricks/databricks-glm-5-3-flash
{"i":0.15001,"o":0.50001,"c":0.15001,"w":0.15001} databricks/databricks-gemma-3-12b
{"i":0.15001,"o":0.59997,"c":0.15001,"w":0.15001} databricks/databricks-gpt-oss-120b
{"i":0.15001,"o":1.20001,"c":0.15001,"w":0.15001} databricks/databricks-qwen3-next-80b-a3b-instruct
{"i":0.152,"o":0.287} cloudflare/llama-3.1-8b-instruct-fp8
{"i":0.1562,"o":0.6248,"c":0.03905} aihubmix/hy3
{"i":0.159,"o":0.636} watsonx/gpt-oss-120b
{"i":0.16,"o":0.16} bedrock/meta.llama3-2-11b-instruct-v1:0 bedrock/us.meta.llama3-2-11b-instruct-v1:0 vercel_ai_gateway/llama-3.2-11b
{"i":0.16,"o":0.64} azure_ai/phi-3.5-moe-instruct dashscope/qwen3-vl-32b-instruct qwen_ai_platform/qwen3-vl-32b-instruct qwencloud/qwen3-vl-32b-instruct
{"i":0.16,"o":2.87} dashscope/qwen3-vl-32b-thinking qwen_ai_platform/qwen3-vl-32b-thinking qwencloud/qwen3-vl-32b-thinking
{"i":0.1644,"o":0.9864} aihubmix/qwen3.5-397b-a17b
{"i":0.165,"o":0.66,"c":0.082} azure_ai/fw-gpt-oss-120b
{"i":0.168,"o":0.336,"c":0.0034} novita/mimo-v2.5
{"i":0.17,"o":0.21,"c":0.07} prism/deepseek-v4-flash
{"i":0.17,"o":0.25} together_ai/qwen3.5-9b
{"i":0.17,"o":0.63,"c":0.07} prism/deepseek-v4.1-flash
{"i":0.17,"o":0.66,"batch":{"i":0.085,"o":0.33}} bedrock_converse/meta.llama4-scout-17b-instruct-v1:0 bedrock_converse/us.meta.llama4-scout-17b-instruct-v1:0
{"i":0.17,"o":0.68} azure_ai/phi-3-medium-128k-instruct azure_ai/phi-3-medium-4k-instruct
{"i":0.18,"o":0.18} deepinfra/llama-guard-4-12b together_ai/deepseek-r1-distill-qwen-1.5b together_ai/meta-llama-3.1-8b-instruct-turbo
{"i":0.18,"o":0.2} nscale/qwq-32b
{"i":0.18,"o":0.54} deepinfra/qwen3-235b-a22b
{"i":0.18,"o":0.59} novita/llama-4-scout-17b-16e-instruct together_ai/llama-4-scout-17b-16e-instruct
{"i":0.18,"o":0.68} together_ai/qwen3-vl-8b-instruct
{"i":0.18,"o":0.72} bedrock/openai.gpt-oss-120b-1:0 bedrock_converse/us-gov.openai.gpt-oss-120b-1:0 replicate/gpt-oss-120b
{"i":0.18,"o":0.78} bedrock_converse/us-gov.nvidia.nemotron-super-3-120b
{"i":0.18,"o":0} voyage/voyage-3-large voyage/voyage-code-3 voyage/voyage-context-3
{"i":0.18,"o":1.45} bedrock/qwen.qwen3-next-80b-a3b
{"i":0.188,"o":0.625,"c":0.038} azure_ai/fw-glm-5.3-flash
{"i":0.19,"o":0.19} bedrock/eu.meta.llama3-2-3b-instruct-v1:0 ovhcloud/mamba-codestral-7b-v0.1
{"i":0.19,"o":0.38,"c":0.04} inferenceapis/deepseek-chat inferenceapis/deepseek-reasoner inferenceapis/deepseek-v3 inferenceapis/deepseek-v4-flash inferenceapis/deepseek-v4-flash-0731
{"i":0.19,"o":0.51,"c":0.028} azure_ai/deepseek-v4-flash
{"i":0.195,"o":1.56} openinfer/glm-5.3-flash openinfer/qwen3.5-27b
{"i":0.19999,"o":1.24999,"c":0.02002,"w":0.19999} databricks/databricks-gpt-5-4-nano
{"i":0.1} mistral/mistral-embed mistral/mistral-embed-2312 oci/cohere.embed-multilingual-image-v3.0
{"i":0.2,"o":0,"a":6.5,"p":0.45,"batch":{"i":0.1,"a":3.25,"p":0.225}} gemini/gemini-embedding-2 gemini/gemini-embedding-2-preview vertex_ai-embedding-models/gemini-embedding-2 vertex_ai-embedding-models/gemini-embedding-2-preview vertex_ai/gemini-embedding-2 vertex_ai/gemini-embedding-2-preview
{"i":0.2,"o":0.2,"batch":{"i":0.1,"o":0.1},"flex":{"i":0.1,"o":0.1},"priority":{"i":0.35,"o":0.35}} bedrock_converse/mistral.ministral-3-14b-instruct
{"i":0.2,"o":0.2,"c":0.02} mistral/ministral-14b-2512 mistral/ministral-14b-latest mistral/ministral-3-14b-2512
{"i":0.2,"o":0.2} crusoe/llama-3.3-70b-instruct deepinfra/nemotron-content-safety-3.5 fireworks_ai/chronos-hermes-13b-v2 fireworks_ai/code-llama-13b fireworks_ai/code-llama-13b-instruct fireworks_ai/code-llama-13b-python fireworks_ai/code-llama-7b fireworks_ai/code-llama-7b-instruct fireworks_ai/code-llama-7b-python fireworks_ai/code-qwen-1p5-7b fireworks_ai/codegemma-7b fireworks_ai/cogito-v1-preview-llama-8b fireworks_ai/cogito-v1-preview-qwen-14b fireworks_ai/deepseek-coder-7b-base fireworks_ai/deepseek-coder-7b-base-v1p5 fireworks_ai/deepseek-coder-7b-instruct-v1p5 fireworks_ai/deepseek-r1-0528-distill-qwen3-8b fireworks_ai/deepseek-r1-distill-llama-8b fireworks_ai/deepseek-r1-distill-qwen-14b fireworks_ai/deepseek-r1-distill-qwen-7b fireworks_ai/dobby-mini-unhinged-plus-llama-3-1-8b fireworks_ai/firellava-13b fireworks_ai/firesearch-ocr-v6 fireworks_ai/gemma-7b fireworks_ai/gemma-7b-it fireworks_ai/gemma2-9b-it fireworks_ai/hermes-2-pro-mistral-7b fireworks_ai/internvl3-8b fireworks_ai/llama-guard-2-8b fireworks_ai/llama-guard-3-8b fireworks_ai/llama-v2-13b fireworks_ai/llama-v2-13b-chat fireworks_ai/llama-v2-7b fireworks_ai/llama-v2-7b-chat fireworks_ai/llama-v3-8b fireworks_ai/llama-v3-8b-instruct-hf fireworks_ai/llama-v3p2-11b-vision-instruct fireworks_ai/llamaguard-7b fireworks_ai/ministral-3-14b-instruct-2512 fireworks_ai/ministral-3-8b-instruct-2512 fireworks_ai/mistral-7b fireworks_ai/mistral-7b-instruct-4k fireworks_ai/mistral-7b-instruct-v0p2 fireworks_ai/mistral-7b-instruct-v3 fireworks_ai/mistral-7b-v0p2 fireworks_ai/mistral-nemo-base-2407 fireworks_ai/mistral-nemo-instruct-2407 fireworks_ai/mythomax-l2-13b fireworks_ai/nous-capybara-7b-v1p9 fireworks_ai/nous-hermes-llama2-13b fireworks_ai/nous-hermes-llama2-7b fireworks_ai/nvidia-nemotron-nano-12b-v2 fireworks_ai/nvidia-nemotron-nano-9b-v2 fireworks_ai/openchat-3p5-0106-7b fireworks_ai/openhermes-2-mistral-7b fireworks_ai/openhermes-2p5-mistral-7b fireworks_ai/openorca-7b fireworks_ai/phi-3-vision-128k-instruct fireworks_ai/pythia-12b fireworks_ai/qwen-v2p5-14b-instruct fireworks_ai/qwen-v2p5-7b fireworks_ai/qwen2-7b-instruct fireworks_ai/qwen2-vl-7b-instruct fireworks_ai/qwen2p5-14b fireworks_ai/qwen2p5-7b-instruct fireworks_ai/qwen2p5-coder-14b fireworks_ai/qwen2p5-coder-14b-instruct fireworks_ai/qwen2p5-coder-7b fireworks_ai/qwen2p5-coder-7b-instruct fireworks_ai/qwen2p5-vl-3b-instruct fireworks_ai/qwen2p5-vl-7b-instruct fireworks_ai/qwen3-14b fireworks_ai/qwen3-4b fireworks_ai/qwen3-4b-instruct-2507 fireworks_ai/qwen3-8b fireworks_ai/qwen3-vl-8b-instruct fireworks_ai/rolm-ocr fireworks_ai/snorkel-mistral-7b-pairrm-dpo fireworks_ai/starcoder-16b fireworks_ai/starcoder-7b fireworks_ai/starcoder2-15b fireworks_ai/starcoder2-7b fireworks_ai/toppy-m-7b fireworks_ai/yi-6b fireworks_ai/zephyr-7b-beta gradient_ai/llama3-8b-instruct groq/llama-guard-3-8b hyperbolic/deepseek-v3 hyperbolic/qwq-32b nscale/deepseek-r1-distill-qwen-7b nscale/llama-3.3-70b-instruct perplexity/llama-3.1-8b-instruct scaleway/pixtral-12b-2409 together_ai/llama-3-8b-chat-hf together_ai/meta-llama-3-8b-instruct together_ai/meta-llama-3.1-8b together_ai/ministral-3-14b-instruct-2512 together_ai/mistral-7b-instruct-v0.1 together_ai/mistral-7b-instruct-v0.3 together_ai/together-ai-4.1b-8b vercel_ai_gateway/gemma-2-9b watsonx/granite-3-3-8b-instruct watsonx/granite-3-8b-instruct watsonx/granite-guardian-3-3-8b
{"i":0.2,"o":0.3} cloudflare/gpt-oss-20b
{"i":0.2,"o":0.4,"c":0.0016} aihubmix/coding-xiaomi-mimo-v2.5-pro
{"i":0.2,"o":0.4,"c":0.04} dashscope/deepseek-v4-flash dashscope/deepseek-v4-flash-0731 qwen_ai_platform/deepseek-v4-flash qwen_ai_platform/deepseek-v4-flash-0731 qwencloud/deepseek-v4-flash qwencloud/deepseek-v4-flash-0731
{"i":0.2,"o":0.4} ai21/jamba-1.5 ai21/jamba-1.5-mini ai21/jamba-1.5-mini@001 ai21/jamba-mini-1.6 ai21/jamba-mini-1.7 bedrock/ai21.jamba-1-5-mini-v1:0 vertex_ai-ai21_models/jamba-1.5 vertex_ai-ai21_models/jamba-1.5-mini vertex_ai-ai21_models/jamba-1.5-mini@001
{"i":0.2,"o":0.5,"c":0.04} baseten/nvidia-nemotron-3.5-super-vl-120b-a12b
{"i":0.2,"o":0.5,"c":0.05} vertex_ai/grok-4.1-fast-non-reasoning vertex_ai/grok-4.1-fast-reasoning
{"i":0.2,"o":0.5} azure_ai/grok-4-1-fast-non-reasoning azure_ai/grok-4-1-fast-reasoning azure_ai/grok-4-fast-non-reasoning azure_ai/grok-4-fast-reasoning inferenceapis/llama-3.1-8b-instant inferenceapis/llama-3.3-70b inferenceapis/llama-3.3-70b-instruct inferenceapis/llama-3.3-70b-instruct-turbo inferenceapis/llama-3.3-70b-versatile
{"i":0.2,"o":0.6,"batch":{"i":0.1,"o":0.3},"flex":{"i":0.1,"o":0.3},"priority":{"i":0.35,"o":1.05}} bedrock_converse/nvidia.nemotron-nano-12b-v2
{"i":0.2,"o":0.65,"c":0.03} wandb/deepseek-v4.1-flash
{"i":0.2,"o":0.66,"c":0.04} inferenceapis/glm-5.3-flash
{"i":0.2,"o":0.6} bedrock/amazon.titan-text-express-v1 deepinfra/deepseek-r1-distill-llama-70b deepinfra/qwen2.5-vl-32b-instruct lambda_ai/deepseek-llama3.3-70b lambda_ai/deepseek-r1-0528 lambda_ai/deepseek-v3-0324 nebius/qwen3-235b-a22b nebius/qwen3-235b-a22b-instruct-2507 novita/r1v4-lite vercel_ai_gateway/llama-4-maverick vercel_ai_gateway/qwen-3-235b vertex_ai-mistral_models/codestral-2501 vertex_ai-mistral_models/codestral@2405 vertex_ai-mistral_models/codestral@latest
{"i":0.2,"o":0.75,"c":0.02} inception/mercury-2.5
{"i":0.2,"o":0.78} azure_ai/llama-4-scout-17b-16e-instruct
{"i":0.2,"o":0.7} novita/qwen3-vl-30b-a3b-instruct
{"i":0.2,"o":0.8,"c":0.05,"s":0.01,"batch":{"i":0.1,"o":0.4,"c":0.025}} openai/ft:gpt-4.1-nano-2025-04-14
{"i":0.2,"o":0.88,"c":0.11} deepinfra/qwen3-vl-235b-a22b-instruct
{"i":0.2,"o":0.8} deepinfra/llama-4-maverick-17b-128e-instruct-fp8 inferenceapis/gpt-oss-120b novita/qwen3-235b-a22b-fp8 scaleway/qwen3-coder-30b-a3b-instruct
{"i":0.2,"o":0.95} deepinfra/gpt-oss-120b-ultra
{"i":0.2,"o":0} fireworks_ai/qwen3-reranker-8b
{"i":0.2,"o":1.15,"c":0.04} deepinfra/step-3.7-flash novita/step-3.7-flash
{"i":0.2,"o":1.1} together_ai/glm-4.5-air-fp8 vercel_ai_gateway/glm-4.5-air zai/glm-4.5-air
{"i":0.2,"o":1.2,"c":0.02,"over":{"272000":{"i":0.4,"o":1.8,"c":0.04}}} perplexity/gpt-5.6-luna
{"i":0.2,"o":1.2,"c":0.02,"w":0.25,"over":{"200000":{"i":0.4,"o":1.8,"c":0.04,"w":0.5}}} github_copilot/gpt-5.6-luna
{"i":0.2,"o":1.2,"c":0.02,"w":0.25,"over":{"272000":{"i":0.4,"o":1.8,"c":0.04,"w":0.5}}} bedrock_converse/global.openai.gpt-5.6-luna
{"i":0.2,"o":1.2,"c":0.02,"w":0.25,"s":0.01,"over":{"272000":{"i":0.4,"o":1.8,"c":0.04,"w":0.5}},"batch":{"i":0.1,"o":0.6,"c":0.01,"w":0.125,"over":{"272000":{"i":0.2,"o":0.9,"c":0.02,"w":0.25}}},"flex":{"i":0.1,"o":0.6,"c":0.01,"w":0.125,"over":{"272000":{"i":0.2,"o":0.9,"c":0.02,"w":0.25}}},"priority":{"i":0.4,"o":2.4,"c":0.04,"w":0.5,"over":{"272000":{"i":0.8,"o":3.6,"c":0.08,"w":1}}},"x":1.1} openai/gpt-5.6-luna
{"i":0.2,"o":1.2,"c":0.02,"w":0.25,"s":0.01,"over":{"272000":{"i":0.4,"o":1.8,"c":0.04,"w":0.5}},"flex":{"i":0.1,"o":0.6,"c":0.01,"w":0.125,"over":{"272000":{"i":0.2,"o":0.9,"c":0.02,"w":0.25}}},"priority":{"i":0.4,"o":2.4,"c":0.04,"w":0.5,"over":{"272000":{"i":0.8,"o":3.6,"c":0.08,"w":1}}}} azure/gpt-5.6-luna azure/gpt-5.6-luna-2026-07-09
{"i":0.2,"o":1.2,"c":0.02,"w":0.25} aihubmix/gpt-5.6-luna
{"i":0.2,"o":1.2,"c":0.02} github_copilot/mai-code-1.1-flash
{"i":0.2,"o":1.25,"c":0.02,"priority":{"i":0.4,"o":2.5,"c":0.04}} azure_ai/gpt-5.4-nano azure_ai/gpt-5.4-nano-2026-03-17
{"i":0.2,"o":1.25,"c":0.02,"s":0.01,"batch":{"i":0.1,"o":0.625,"c":0.01},"flex":{"i":0.1,"o":0.625,"c":0.01},"x":1.1} openai/gpt-5.4-nano openai/gpt-5.4-nano-2026-03-17
{"i":0.2,"o":1.25,"c":0.02,"s":0.01,"batch":{"i":0.1,"o":0.625,"c":0.01},"flex":{"i":0.1,"o":0.625,"c":0.01}} azure/gpt-5.4-nano azure/gpt-5.4-nano-2026-03-17
{"i":0.2,"o":1.25,"c":0.02} aihubmix/gpt-5.4-nano github_copilot/gpt-5.4-nano perplexity/gpt-5.4-nano
{"i":0.2,"o":1.5} azure_ai/grok-code-fast-1 novita/qwen3-coder-next
{"i":0.2,"o":1.6,"over":{"32000":{"i":0.3,"o":2.4},"128000":{"i":0.6,"o":4.8}}} dashscope/qwen3-vl-plus qwen_ai_platform/qwen3-vl-plus qwencloud/qwen3-vl-plus
{"i":0.2,"o":1} novita/qwen3-vl-30b-a3b-thinking
{"i":0.2,"o":2} moonshot/moonshot-v1-8k moonshot/moonshot-v1-8k-vision-preview
{"i":0.22,"o":0.22,"batch":{"i":0.11,"o":0.11}} bedrock/meta.llama3-1-8b-instruct-v1:0 bedrock/us.meta.llama3-1-8b-instruct-v1:0
{"i":0.22,"o":0.22} wandb/llama-3.1-8b-instruct
{"i":0.22,"o":0.59} sambanova/gpt-oss-120b
{"i":0.22,"o":0.66,"c":0.007,"priority":{"i":0.275,"o":0.825,"c":0.00875}} fireworks_ai/deepseek-v4-flash-0731 fireworks_ai/deepseek-v4-flash-vision-exp
{"i":0.22,"o":0.88,"batch":{"i":0.11,"o":0.44},"flex":{"i":0.11,"o":0.44},"priority":{"i":0.385,"o":1.54}} bedrock_mantle/qwen.qwen3-235b-a22b-2507
{"i":0.22,"o":0.88,"batch":{"i":0.11,"o":0.44},"flex":{"i":0.11,"o":0.44}} bedrock_converse/qwen.qwen3-235b-a22b-2507-v1:0
{"i":0.22,"o":0.88,"batch":{"i":0.11,"o":0.44}} vertex_ai-qwen_models/qwen3-235b-a22b-instruct-2507-maas
{"i":0.22,"o":0.88} fireworks_ai/glm-4p5-air fireworks_ai/llama4-maverick-instruct-basic fireworks_ai/qwen3-235b-a22b fireworks_ai/qwen3-235b-a22b-instruct-2507 fireworks_ai/qwen3-235b-a22b-thinking-2507 fireworks_ai/qwen3-vl-235b-a22b-instruct fireworks_ai/qwen3-vl-235b-a22b-thinking
{"i":0.22,"o":1.32,"c":0.022,"w":0.275,"over":{"272000":{"i":0.44,"o":1.98,"c":0.044,"w":0.55}}} bedrock_converse/us.openai.gpt-5.6-luna
{"i":0.22,"o":1.32,"c":0.022,"w":0.275,"s":0.012,"over":{"272000":{"i":0.44,"o":1.98,"c":0.044,"w":0.55}}} bedrock_mantle/openai.gpt-5.6-luna
{"i":0.22,"o":1.32,"c":0.044} aihubmix/step-3.7-flash
{"i":0.22,"o":1.8,"c":0.022,"batch":{"i":0.11,"o":0.9}} vertex_ai-qwen_models/qwen3-coder-480b-a35b-instruct-maas
{"i":0.22001,"o":2.20003,"c":0.22001,"w":0.22001} databricks/databricks-qwen35-122b-a10b
{"i":0.225,"o":0.75,"c":0.045,"priority":{"i":0.28125,"o":0.9375,"c":0.05625}} fireworks_ai/glm-5p3-flash-us
{"i":0.23,"o":0.38,"batch":{"i":0.12,"o":0.19},"flex":{"i":0.12,"o":0.19},"priority":{"i":0.4,"o":0.67}} bedrock_converse/google.gemma-3-27b-it
{"i":0.23,"o":0.4} deepinfra/llama-3.3-70b-instruct
{"i":0.23,"o":0.96,"c":0.05} wandb/minimax-m3
{"i":0.23,"o":1.01,"flex":{"i":0.115,"o":0.505}} bedrock/nvidia.nemotron-super-3-120b
{"i":0.24,"o":0.24} snowflake/llama3.1-8b
{"i":0.24,"o":0.72} bedrock/nvidia.nemotron-nano-12b-v2 bedrock_converse/us-gov.nvidia.nemotron-nano-12b-v2
{"i":0.24,"o":0.9,"c":0.135} deepinfra/deepseek-v3-0324
{"i":0.24,"o":0.97,"batch":{"i":0.12,"o":0.485}} bedrock_converse/meta.llama4-maverick-17b-instruct-v1:0 bedrock_converse/us.meta.llama4-maverick-17b-instruct-v1:0
{"i":0.24,"o":0.97} snowflake/llama4-maverick
{"i":0.248,"o":1.485} novita/qwen3.6-35b-a3b
{"i":0.24997,"o":1.99997,"c":0.02499,"w":0.24997} databricks/databricks-gpt-5-mini
{"i":0.25,"o":0.25,"c":0.025} mistral/codestral-mamba-latest mistral/mistral-tiny
{"i":0.25,"o":0.25} anyscale/llama-2-13b-chat-hf hyperbolic/deepseek-r1-0528
{"i":0.25,"o":0.5} scaleway/gemma-4-26b-a4b-it
{"i":0.25,"o":0.7,"batch":{"i":0.125,"o":0.35}} vertex_ai-llama_models/llama-4-scout-17b-16e-instruct-maas
{"i":0.25,"o":0.75,"c":0.025} inception/mercury-2 text-completion-inception/mercury-edit-2
{"i":0.25,"o":0.75} nebius/deepseek-r1-distill-llama-70b nebius/qwen2.5-vl-72b-instruct novita/qwen-mt-plus
{"i":0.25,"o":0.7} vertex_ai-llama_models/llama-4-scout-17b-128e-instruct-maas
{"i":0.25,"o":0.95,"c":0.216} deepinfra/deepseek-v3.1
{"i":0.25,"o":0.97} novita/qwen3-omni-30b-a3b-instruct novita/qwen3-omni-30b-a3b-thinking
{"i":0.25,"o":1,"c":0.05} deepinfra/minimax-m2.7
{"i":0.25,"o":1.25,"c":0.03,"w":0.3} vercel_ai_gateway/claude-3-haiku
{"i":0.25,"o":1.25} vertex_ai-anthropic_models/claude-3-haiku vertex_ai-anthropic_models/claude-3-haiku@20240307 wandb/qwen3.5-35b-a3b wandb/qwen3.6-35b-a3b
{"i":0.25,"o":1.27} azure_ai/grok-3-mini
{"i":0.25,"o":1.5,"c":0.025,"g":30,"batch":{"i":0.125,"o":0.75,"c":0.0125},"flex":{"i":0.125,"o":0.75,"c":0.0125},"priority":{"i":0.45,"o":2.7,"c":0.045}} vertex_ai-language-models/gemini-3.1-flash-lite-image
{"i":0.25,"o":1.5,"c":0.025,"r":1.5,"a":0.5,"s":0.014,"batch":{"i":0.125,"o":0.75,"c":0.0125,"a":0.25},"flex":{"i":0.125,"o":0.75,"c":0.0125},"priority":{"i":0.45,"o":2.7,"c":0.045,"a":0.9},"x":1.1} vertex_ai-language-models/gemini-3.1-flash-lite
{"i":0.25,"o":1.5,"c":0.025,"r":1.5,"a":0.5,"s":0.014,"batch":{"i":0.125,"o":0.75,"c":0.0125,"a":0.25},"flex":{"i":0.125,"o":0.75,"c":0.0125},"priority":{"i":0.45,"o":2.7,"c":0.045,"a":0.9}} gemini/gemini-3.1-flash-lite
{"i":0.25,"o":1.5,"c":0.025,"r":1.5,"a":0.5,"s":0.014,"batch":{"i":0.125,"o":0.75,"c":0.0125,"a":0.25},"flex":{"i":0.125,"o":0.75,"c":0.0125},"priority":{"i":0.45,"o":2.7,"c":0.045}} gemini/gemini-3.1-flash-lite-preview
{"i":0.25,"o":1.5,"c":0.025,"r":1.5,"a":0.5,"s":0.014} vertex_ai-language-models/gemini-3.1-flash-lite-preview
{"i":0.25,"o":1.5,"c":0.025} perplexity/gemini-3.1-flash-lite
{"i":0.25,"o":1.5,"g":30,"batch":{"i":0.125,"o":0.75}} gemini/gemini-3.1-flash-lite-image
{"i":0.25,"o":1.5} deepinfra/gemini-3.1-flash-lite scaleway/qwen3.6-35b-a3b
{"i":0.25,"o":1.75} libertai/deepseek-v4-flash libertai/deepseek-v4-flash-thinking libertai/qwen3.5-122b-a10b libertai/qwen3.5-122b-a10b-thinking
{"i":0.25,"o":1} azure_ai/llama-4-maverick-17b-128e-instruct-fp8 nebius/beam vercel_ai_gateway/mercury-coder-small
{"i":0.25,"o":2,"c":0.025,"batch":{"i":0.125,"o":1,"c":0.0125},"priority":{"i":0.45,"o":3.6,"c":0.045}} azure/gpt-5-mini azure/gpt-5-mini-2025-08-07
{"i":0.25,"o":2,"c":0.025,"priority":{"i":0.45,"o":3.6,"c":0.045}} azure/gpt-5.1-codex-mini-2025-11-13
{"i":0.25,"o":2,"c":0.025,"s":0.01,"batch":{"i":0.125,"o":1,"c":0.0125},"flex":{"i":0.125,"o":1,"c":0.0125},"priority":{"i":0.45,"o":3.6,"c":0.045}} openai/gpt-5-mini openai/gpt-5-mini-2025-08-07
{"i":0.25,"o":2,"c":0.025,"s":0.01} openai/gpt-5.1-codex-mini
{"i":0.25,"o":2,"c":0.025} azure/gpt-5.1-codex-mini github_copilot/gpt-5-mini perplexity/gpt-5-mini
{"i":0.25,"o":2,"c":0.05} deepinfra/seed-1.8
{"i":0.25,"o":2.5,"c":0.25} perplexity/nemotron-3-ultra-550b-a55b
{"i":0.25,"o":2} novita/qwen3.5-35b-a3b oci/openai.gpt-5-mini replicate/gpt-5-mini
{"i":0.254,"o":1.524} aihubmix/qwen3.6-35b-a3b
{"i":0.255,"o":0.55} pinstripes/minimax-m2.7
{"i":0.26,"o":0.38,"c":0.13} deepinfra/deepseek-v3.2
{"i":0.26,"o":1.15} inferenceapis/qwen3-vl inferenceapis/qwen3-vl-235b inferenceapis/qwen3-vl-235b-a22b-instruct
{"i":0.26,"o":2.6} deepinfra/qwen3.5-27b
{"i":0.264,"o":1.06} replicate/qwen3-235b-a22b-instruct-2507
{"i":0.269,"o":0.4,"c":0.1345} novita/deepseek-v3.2
{"i":0.27,"o":0.27} deepinfra/deepseek-r1-distill-qwen-32b
{"i":0.27,"o":0.41} novita/deepseek-v3.2-exp
{"i":0.27,"o":0.76} deepinfra/gemma-4-31b-it-ultra
{"i":0.27,"o":0.85} cloudflare/llama-4-scout-17b-16e-instruct novita/llama-4-maverick-17b-128e-instruct-fp8
{"i":0.27,"o":1,"c":0.135} novita/deepseek-v3.1 novita/deepseek-v3.1-terminus
{"i":0.27,"o":1,"c":0.216} deepinfra/deepseek-v3.1-terminus
{"i":0.27,"o":1.1,"c":0.07,"w":0} deepseek/deepseek-v3
{"i":0.27,"o":1.12,"c":0.135} novita/deepseek-v3-0324
{"i":0.27,"o":1.5} deepinfra/olmocr-7b-0725-fp8
{"i":0.28,"o":0.4,"c":0.028} deepseek/deepseek-v3.2
{"i":0.28,"o":0.42,"c":0.028} deepseek/deepseek-chat deepseek/deepseek-reasoner
{"i":0.28,"o":0.4} gmi/deepseek-v3.2
{"i":0.28,"o":0.88} gmi/deepseek-v3-0324
{"i":0.28,"o":1.1,"c":0.056} deepinfra/minimax-m3
{"i":0.28,"o":1.13,"c":0.07} novita/cobuddy
{"i":0.28,"o":1.1} novita/ernie-4.5-300b-a47b-paddle
{"i":0.282,"o":1.128,"c":0.0564,"w":0.3525} aihubmix/qwen3.7-plus
{"i":0.288,"o":1.152} aihubmix/minimax-m3
{"i":0.29,"o":0.29} ovhcloud/llava-v1.6-mistral-7b-hf
{"i":0.29,"o":2.4} deepinfra/qwen3.5-122b-a10b
{"i":0.293,"o":2.253} cloudflare/llama-3.3-70b-instruct-fp8-fast
{"i":0.2958,"o":1.1832,"c":0.05916} aihubmix/minimax-m2.7
{"i":0.3,"o":0.3,"c":0.03} mistral/open-mistral-nemo
{"i":0.3,"o":0.3} gradient_ai/mistral-nemo-instruct-2407 novita/deepseek-r1-distill-qwen-32b together_ai/qwen2.5-7b-instruct-turbo together_ai/together-ai-8.1b-21b
{"i":0.3,"o":0.5} oci/xai.grok-3-mini vercel_ai_gateway/grok-3-mini
{"i":0.3,"o":0.6} bedrock/cohere.command-light-text-v14 bedrock/meta.llama3-8b-instruct-v1:0 pinstripes/qwen3-coder-30b-a3b
{"i":0.3,"o":0.75} baseten/nemotron-120b-a12b
{"i":0.3,"o":0.9,"c":0.03} mistral/codestral-2508 mistral/codestral-latest mistral/mistral-code-fim-latest mistral/mistral-code-latest
{"i":0.3,"o":0.9,"c":0.055} novita/glm-4.6v
{"i":0.3,"o":0.9} azure_ai/codestral-2501 nebius/nemotron-3-super-120b-a12b vercel_ai_gateway/codestral vertex_ai-mistral_models/codestral-2 vertex_ai-mistral_models/codestral-2@001
{"i":0.3,"o":1,"c":0.1} deepinfra/qwen3-coder-480b-a35b-instruct-turbo
{"i":0.3,"o":1.2,"batch":{"i":0.15,"o":0.6},"flex":{"i":0.15,"o":0.6},"priority":{"i":0.52,"o":2.1}} bedrock_converse/minimax.minimax-m2
{"i":0.3,"o":1.2,"batch":{"i":0.15,"o":0.6},"flex":{"i":0.15,"o":0.6},"priority":{"i":0.525,"o":2.1}} bedrock_converse/minimax.minimax-m2.1 bedrock_converse/minimax.minimax-m2.5
{"i":0.3,"o":1.2,"c":0.006,"priority":{"i":0.375,"o":1.5,"c":0.0075}} fireworks_ai/deepseek-v4p1-flash fireworks_ai/deepseek-v4p1-flash-1017
{"i":0.3,"o":1.2,"c":0.006,"w":0,"off-peak":{"i":0.15,"o":0.6,"c":0.003}} deepseek/deepseek-flash deepseek/deepseek-v4-flash deepseek/deepseek-v4-flash-vision-exp tencent/deepseek-v4.1-flash
{"i":0.3,"o":1.2,"c":0.006} azure_ai/deepseek-v4.1-flash together_ai/deepseek-v4.1-flash together_ai/deepseek-v4.1-flash-1017
{"i":0.3,"o":1.2,"c":0.007} baseten/deepseek-v4.1-flash baseten/deepseek-v4.1-flash-1017
{"i":0.3,"o":1.2,"c":0.03,"w":0.375} minimax/minimax-m2 minimax/minimax-m2.1 minimax/minimax-m2.5
{"i":0.3,"o":1.2,"c":0.03} fireworks_ai/minimax-m2p1 novita/minimax-m2 novita/minimax-m2.1 novita/minimax-m2.5 vertex_ai-deepseek_models/deepseek-v4.1-flash-maas vertex_ai-minimax_models/minimax-m2-maas
{"i":0.3,"o":1.2,"c":0.04} deepinfra/muse-glimmer-30b
{"i":0.3,"o":1.2,"c":0.06,"over":{"512000":{"i":0.6,"o":2.4,"c":0.12}}} minimax/minimax-m3
{"i":0.3,"o":1.2,"c":0.06,"priority":{"i":0.45,"o":1.8,"c":0.09}} fireworks_ai/minimax-m3
{"i":0.3,"o":1.2,"c":0.06,"w":0} tencent/minimax-m3
{"i":0.3,"o":1.2,"c":0.06} friendliai/minimax-m2.5 novita/kat-coder-pro novita/minimax-m2.7 novita/minimax-m3 together_ai/minimax-m2.7 together_ai/minimax-m3
{"i":0.3,"o":1.2,"c":0.15,"s":0.01,"batch":{"i":0.15,"o":0.6,"c":0.075}} openai/ft:gpt-4o-mini-2024-07-18
{"i":0.3,"o":1.2,"c":0} tensormesh/minimax-m2.5
{"i":0.3,"o":1.2} baseten/minimax-m2.5 fireworks_ai/minimax-m2 gmi/minimax-m2.1 nebius/deepseek-v4.1-flash nebius/minimax-m2.5 nebius/minimax-m3 snowflake/openai-gpt-5-mini
{"i":0.3,"o":1.4} gmi/qwen3-vl-235b-a22b-instruct-fp8
{"i":0.3,"o":1.5,"c":0.08,"over":{"32000":{"i":0.5,"o":2.5,"c":0.12},"128000":{"i":0.8,"o":4,"c":0.2},"256000":{"i":1.6,"o":9.6,"c":0.4}}} dashscope/qwen3-coder-flash qwen_ai_platform/qwen3-coder-flash qwencloud/qwen3-coder-flash
{"i":0.3,"o":1.5,"over":{"32000":{"i":0.5,"o":2.5},"128000":{"i":0.8,"o":4},"256000":{"i":1.6,"o":9.6}}} dashscope/qwen3-coder-flash-2025-07-28 qwen_ai_platform/qwen3-coder-flash-2025-07-28 qwencloud/qwen3-coder-flash-2025-07-28
{"i":0.3,"o":1.5} dashscope/qwen-coder novita/qwen3-vl-235b-a22b-instruct qwen_ai_platform/qwen-coder qwencloud/qwen-coder
{"i":0.3,"o":1} replicate/mixtral-8x7b-instruct-v0.1
{"i":0.3,"o":2,"c":0.15,"flex":{"i":0.05,"o":1,"c":0.02}} sail/gemma-4-12b-it
{"i":0.3,"o":2.4,"c":0.03,"w":0.375} minimax/minimax-m2.1-lightning minimax/minimax-m2.5-lightning
{"i":0.3,"o":2.499999,"c":0.03} aihubmix/gemini-3.5-flash-lite
{"i":0.3,"o":2.4} novita/qwen3.5-27b
{"i":0.3,"o":2.5,"c":0,"r":2.5,"a":1} vertex_ai-language-models/gemini-robotics-er-1.5-preview
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"a":1,"g":30,"s":0.035,"batch":{"i":0.15},"flex":{"i":0.15},"priority":{"i":0.54}} gemini/gemini-2.5-flash-image
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"a":1,"s":0.035,"batch":{"i":0.15,"o":1.25,"a":0.5},"flex":{"i":0.15,"o":1.25,"c":0.03},"priority":{"i":0.54,"o":4.5,"c":0.054,"a":1.8}} vertex_ai-language-models/gemini-2.5-flash
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"a":1,"s":0.035,"batch":{"i":0.15,"o":1.25,"c":0.03,"a":0.5},"flex":{"i":0.15,"o":1.25,"c":0.03},"priority":{"i":0.54,"o":4.5,"c":0.054,"a":1.8}} gemini/gemini-2.5-flash
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"a":1,"s":0.035} gemini/gemini-exp-1206 vertex_ai-language-models/gemini-2.5-flash-preview-09-2025
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"s":0.014,"batch":{"i":0.15,"o":1.25,"c":0.015},"flex":{"i":0.15,"o":1.25,"c":0.015},"priority":{"i":0.54,"o":4.5,"c":0.054},"x":1.1} vertex_ai-language-models/gemini-3.5-flash-lite
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"s":0.014,"batch":{"i":0.15,"o":1.25,"c":0.02},"flex":{"i":0.15,"o":1.25,"c":0.02},"priority":{"i":0.54,"o":4.5,"c":0.05}} gemini/gemini-3.5-flash-lite
{"i":0.3,"o":2.5,"c":0.03,"r":2.5,"s":0.014,"batch":{"i":0.15,"o":1.25},"flex":{"i":0.15,"o":1.25,"c":0.02},"priority":{"i":0.54,"o":4.5,"c":0.05}} gemini/gemini-flash-lite-latest
{"i":0.3,"o":2.5,"c":0.03} perplexity/gemini-3.5-flash-lite vercel_ai_gateway/gemini-2.5-flash
{"i":0.3,"o":2.5,"c":0.075,"batch":{"i":0.15,"o":1.25},"priority":{"i":0.525,"o":4.375,"c":0.13125}} bedrock_converse/amazon.nova-2-lite-v1:0 bedrock_converse/global.amazon.nova-2-lite-v1:0
{"i":0.3,"o":2.5,"r":2.5,"a":1,"g":30,"batch":{"i":0.15,"o":1.25},"flex":{"i":0.15,"o":1.25}} vertex_ai-language-models/gemini-2.5-flash-image
{"i":0.3,"o":2.5} deepinfra/gemini-2.5-flash replicate/gemini-2.5-flash
{"i":0.3,"o":2.9} deepinfra/qwen3-235b-a22b-thinking-2507
{"i":0.3,"o":3} novita/qwen3-235b-a22b-thinking-2507
{"i":0.30002,"o":2.49998,"c":0.030002,"w":0.30002} databricks/databricks-gemini-2-5-flash
{"i":0.31248,"o":1.87502,"c":0.03122,"w":0.31248} databricks/databricks-gemini-3-1-flash-lite
{"i":0.32,"o":0.89} deepinfra/deepseek-v3
{"i":0.32,"o":1.28} together_ai/qwen3.7-plus
{"i":0.32,"o":3.2,"c":0} tensormesh/qwen3.6-27b-fp8
{"i":0.32,"o":3.2} deepinfra/qwen3.6-27b
{"i":0.33,"o":1.32,"c":0.033} azure_ai/fw-minimax-m2.5
{"i":0.33,"o":1.32,"c":0.066} azure_ai/fw-minimax-m3
{"i":0.33,"o":2.75,"c":0.0825,"batch":{"i":0.165,"o":1.375},"flex":{"i":0.165,"o":1.375,"c":0.04125},"priority":{"i":0.5775,"o":4.8125,"c":0.144375}} bedrock_converse/us.amazon.nova-2-lite-v1:0
{"i":0.35,"o":0.35} watsonx/llama-3-2-11b-vision-instruct watsonx/llama-guard-3-11b-vision watsonx/pixtral-12b-2409
{"i":0.35,"o":0.75} cerebras/gpt-oss-120b cloudflare/gpt-oss-120b
{"i":0.35,"o":1.05} gemini/gemini-gemma-2-27b-it gemini/gemini-gemma-2-9b-it
{"i":0.35,"o":1.15,"batch":{"i":0.175,"o":0.575}} vertex_ai-llama_models/llama-4-maverick-17b-128e-instruct-maas
{"i":0.35,"o":1.15} vertex_ai-llama_models/llama-4-maverick-17b-16e-instruct-maas
{"i":0.35,"o":1.4} perplexity/codellama-34b-instruct
{"i":0.35,"o":1.5,"c":0.04,"priority":{"i":0.525,"o":2.25,"c":0.06}} fireworks_ai/muse-glimmer-30b
{"i":0.35,"o":1.5,"c":0.04} together_ai/muse-glimmer-30b
{"i":0.351,"o":0.555} cloudflare/gemma-sea-lion-v4-27b-it cloudflare/mistral-small-3.1-24b-instruct
{"i":0.36,"o":0.4} deepinfra/qwen2.5-72b-instruct
{"i":0.36,"o":1.44,"flex":{"i":0.18,"o":0.72}} bedrock/minimax.minimax-m2.1 bedrock/minimax.minimax-m2.5
{"i":0.37,"o":1.25,"c":0.075,"w":0} tencent/glm-5.3-flashx
{"i":0.371,"o":1.484} watsonx/llama-4-maverick-17b watsonx/llama-4-maverick-17b-128e-instruct-fp8
{"i":0.37499,"o":3.12501,"c":0.03752,"w":0.37499} databricks/databricks-gemini-3-5-flash-lite
{"i":0.375,"o":0.375} nscale/deepseek-r1-distill-llama-70b
{"i":0.375,"o":1.5,"c":0.008} azure_ai/fw-deepseek-v4.1-flash
{"i":0.38,"o":0.38} watsonx/granite-ttm-1024-96-r2 watsonx/granite-ttm-1536-96-r2 watsonx/granite-ttm-512-96-r2
{"i":0.38,"o":0.4} novita/qwen-2.5-72b-instruct
{"i":0.38,"o":1.15} sambanova/gemma-4-31b-it
{"i":0.38,"o":1.55} novita/qwen3-coder-480b-a35b-instruct
{"i":0.38,"o":1.7,"c":0.07} deepinfra/minimax-m2.7-turbo
{"i":0.39,"o":0.39} novita/ernie-4.5-vl-28b-a3b-thinking
{"i":0.39,"o":0.97} together_ai/gemma-4-31b-it
{"i":0.39,"o":1.56,"c":0.08} inferenceapis/minimax-m3
{"i":0.396,"o":3.311,"c":0.099,"batch":{"i":0.198,"o":1.6555},"flex":{"i":0.198,"o":1.6555,"c":0.0495},"priority":{"i":0.693,"o":5.79425,"c":0.17325}} bedrock_converse/jp.amazon.nova-2-lite-v1:0
{"i":0.396,"o":3.311,"c":0.099} bedrock_converse/apac.amazon.nova-2-lite-v1:0
{"i":0.4,"o":0.4,"batch":{"i":0.2,"o":0.2}} text-completion-openai/babbage-002
{"i":0.4,"o":0.4} deepinfra/meta-llama-3.1-70b-instruct deepinfra/meta-llama-3.1-70b-instruct-turbo deepinfra/mixtral-8x7b-instruct-v0.1 deepinfra/mythomax-l2-13b hyperbolic/deepseek-r1 hyperbolic/deepseek-v3-0324
{"i":0.4,"o":0.6,"c":0.2,"flex":{"i":0.06,"o":0.3,"c":0.02}} sail/gemma-4-31b-it
{"i":0.4,"o":0.8,"c":0.08} scaleway/deepseek-v4-flash-0731
{"i":0.4,"o":0.8} cerebras/qwen-3-32b
{"i":0.4,"o":1.2,"c":0.04} together_ai/beam-1.0-501b-a23b
{"i":0.4,"o":1.2,"r":4,"over":{"256000":{"i":1.2,"o":3.6,"r":12}}} dashscope/qwen-plus-2025-07-28 dashscope/qwen-plus-2025-09-11 dashscope/qwen-plus-latest qwen_ai_platform/qwen-plus-2025-07-28 qwen_ai_platform/qwen-plus-2025-09-11 qwen_ai_platform/qwen-plus-latest qwencloud/qwen-plus-2025-07-28 qwencloud/qwen-plus-2025-09-11 qwencloud/qwen-plus-latest
{"i":0.4,"o":1.2,"r":4} dashscope/qwen-plus-2025-04-28 dashscope/qwen-plus-2025-07-14 qwen_ai_platform/qwen-plus-2025-04-28 qwen_ai_platform/qwen-plus-2025-07-14 qwencloud/qwen-plus-2025-04-28 qwencloud/qwen-plus-2025-07-14
{"i":0.4,"o":1.2} dashscope/qwen-plus dashscope/qwen-plus-2025-01-25 qwen_ai_platform/qwen-plus qwen_ai_platform/qwen-plus-2025-01-25 qwencloud/qwen-plus qwencloud/qwen-plus-2025-01-25
{"i":0.4,"o":1.3} novita/deepseek-v3-turbo
{"i":0.4,"o":1.6,"c":0.01} inferenceapis/deepseek-flash inferenceapis/deepseek-v4.1-flash
{"i":0.4,"o":1.6,"c":0.08,"over":{"256000":{"i":1.2,"o":4.8,"c":0.24}}} dashscope/qwen3.7-plus qwen_ai_platform/qwen3.7-plus qwencloud/qwen3.7-plus
{"i":0.4,"o":1.6,"c":0.08} fireworks_ai/qwen3p7-plus
{"i":0.4,"o":1.6,"c":0.1,"batch":{"i":0.2,"o":0.8},"priority":{"i":0.7,"o":2.8,"c":0.175}} azure/gpt-4.1-mini azure/gpt-4.1-mini-2025-04-14
{"i":0.4,"o":1.6,"c":0.1,"s":0.025,"batch":{"i":0.2,"o":0.8},"priority":{"i":0.7,"o":2.8,"c":0.175}} openai/gpt-4.1-mini openai/gpt-4.1-mini-2025-04-14
{"i":0.4,"o":1.6,"c":0.1,"w":0} vercel_ai_gateway/gpt-4.1-mini
{"i":0.4,"o":1.6} dashscope/qwen3-vl-235b-a22b-instruct deepinfra/glm-4.5 deepinfra/qwen3-coder-480b-a35b-instruct qwen_ai_platform/qwen3-vl-235b-a22b-instruct qwencloud/qwen3-vl-235b-a22b-instruct replicate/gpt-4.1-mini vercel_ai_gateway/qwen3-coder
{"i":0.4,"o":1.75,"c":0.08} deepinfra/glm-4.7
{"i":0.4,"o":2,"batch":{"i":0.2,"o":1},"flex":{"i":0.2,"o":1},"priority":{"i":0.7,"o":3.5}} bedrock_converse/mistral.devstral-2-123b
{"i":0.4,"o":2,"c":0.04} mistral/devstral-latest mistral/devstral-medium-latest mistral/mistral-code-agent-latest
{"i":0.4,"o":2,"c":0.08} deepinfra/mimo-v2.5
{"i":0.4,"o":2.4,"over":{"256000":{"i":0.5,"o":3}}} dashscope/qwen3.5-plus qwen_ai_platform/qwen3.5-plus qwencloud/qwen3.5-plus
{"i":0.4,"o":2} azure_ai/mistral-medium-2505 gmi/glm-4.7-fp8 vertex_ai-mistral_models/mistral-medium-3 vertex_ai-mistral_models/mistral-medium-3@001
{"i":0.4,"o":3,"c":0.04} deepinfra/qwen3.8-27b
{"i":0.4,"o":3,"c":0.15} wandb/qwen3.8-27b
{"i":0.4,"o":3.2} novita/qwen3.5-122b-a10b
{"i":0.4,"o":3.5} fal_ai/query
{"i":0.4,"o":4} dashscope/qwen3-vl-235b-a22b-thinking qwen_ai_platform/qwen3-vl-235b-a22b-thinking qwencloud/qwen3-vl-235b-a22b-thinking
{"i":0.42,"o":1.25} novita/ernie-4.5-vl-424b-a47b
{"i":0.422,"o":2.532} aihubmix/qwen3.6-27b
{"i":0.429,"o":3.597,"c":0.10725} bedrock_converse/eu.amazon.nova-2-lite-v1:0
{"i":0.43125,"o":2.15625,"c":0.08625} volcengine/doubao-seed-2-1-turbo-260628
{"i":0.435,"o":0.87,"c":0.0036} xiaomi_mimo/mimo-v2.6-pro
{"i":0.44,"o":1.32,"c":0.014} azure_ai/deepseek-v4-flash-0731
{"i":0.44,"o":1.32,"c":0.028} novita/deepseek-v4-flash-0731 novita/deepseek-v4-flash-vision-exp
{"i":0.44,"o":1.61333,"c":0.066} aihubmix/coding-kimi-k3
{"i":0.44,"o":2.2,"c":0.088} aihubmix/mimo-v2-omni
{"i":0.45,"o":0.7} bedrock/mistral.mixtral-8x7b-instruct-v0:1
{"i":0.45,"o":0.9,"c":0.00378} aihubmix/agnes-2.5-pro
{"i":0.45,"o":1.2,"c":0.1} deepinfra/inkling-small
{"i":0.45,"o":1.8,"batch":{"i":0.225,"o":0.9},"flex":{"i":0.225,"o":0.9},"priority":{"i":0.7875,"o":3.15}} bedrock_mantle/qwen.qwen3-coder-480b-a35b-instruct
{"i":0.45,"o":1.8,"c":0.009,"priority":{"i":0.5625,"o":2.25,"c":0.01125}} fireworks_ai/deepseek-v4p1-flash-1017-us fireworks_ai/deepseek-v4p1-flash-us
{"i":0.45,"o":1.8,"c":0.11} vercel_ai_gateway/glm-4.6
{"i":0.45,"o":1.8,"c":0} tensormesh/qwen3-coder-480b-a35b-instruct-fp8
{"i":0.45,"o":1.8} bedrock_converse/qwen.qwen3-coder-480b-a35b-v1:0 fireworks_ai/qwen3-coder-480b-a35b-instruct
{"i":0.45,"o":2.25,"c":0.07} deepinfra/kimi-k2.5
{"i":0.45,"o":2.6,"c":0.08} novita/macaron-v1-tall
{"i":0.45,"o":2} together_ai/glm-4.7
{"i":0.45,"o":3,"c":0.22} deepinfra/qwen3.5-397b-a17b
{"i":0.45,"o":3} nebius/qwen3.8-27b
{"i":0.46,"o":2.3,"over":{"32000":{"i":0.7,"o":3.5},"128000":{"i":1.4,"o":7}}} volcengine/doubao-seed-2-0-code-preview-260215 volcengine/doubao-seed-2-0-pro-260215
{"i":0.46475,"o":2.32375,"c":0.09295} aihubmix/doubao-seed-2-1-turbo
{"i":0.48,"o":0.48} deepinfra/wizardlm-2-8x22b
{"i":0.4822,"o":2.411,"c":0.09644} aihubmix/doubao-seed-2-0-code-preview aihubmix/doubao-seed-2-0-pro
{"i":0.484,"o":0.03} cloudflare/llama-guard-3-8b
{"i":0.497,"o":4.881} cloudflare/deepseek-r1-distill-qwen-32b
{"i":0.5,"o":0.5} fireworks_ai/deepseek-coder-v2-lite-base fireworks_ai/deepseek-coder-v2-lite-instruct fireworks_ai/deepseek-v2-lite-chat fireworks_ai/dolphin-2p6-mixtral-8x7b fireworks_ai/firefunction-v1 fireworks_ai/gpt-oss-safeguard-20b fireworks_ai/mixtral-8x7b fireworks_ai/mixtral-8x7b-instruct fireworks_ai/mixtral-8x7b-instruct-hf fireworks_ai/nous-hermes-2-mixtral-8x7b-dpo fireworks_ai/qwen3-30b-a3b-instruct-2507 nlp_cloud/chatdolphin nlp_cloud/dolphin
{"i":0.5,"o":0.7} azure_ai/jamba-instruct bedrock/ai21.jamba-instruct-v1:0
{"i":0.5,"o":1.2,"batch":{"i":0.25,"o":0.6},"flex":{"i":0.25,"o":0.6},"priority":{"i":0.875,"o":2.1}} bedrock_converse/qwen.qwen3-coder-next
{"i":0.5,"o":1.2,"c":0.1} baseten/inkling-small
{"i":0.5,"o":1.2} together_ai/qwen3-coder-next-fp8
{"i":0.5,"o":1.5,"batch":{"i":0.25,"o":0.75},"flex":{"i":0.25,"o":0.75},"priority":{"i":0.88,"o":2.63}} bedrock_converse/mistral.magistral-small-2509 bedrock_converse/mistral.mistral-large-3-675b-instruct
{"i":0.5,"o":1.5,"c":0.05} mistral/mistral-large-2512 mistral/mistral-large-3 mistral/mistral-large-latest
{"i":0.5,"o":1.5,"c":0.25} friendliai/deepseek-v3.2
{"i":0.5,"o":1.5,"s":0.01,"batch":{"i":0.25,"o":0.75}} openai/gpt-3.5-turbo-0125
{"i":0.5,"o":1.5,"s":0.01} openai/gpt-3.5-turbo
{"i":0.5,"o":1.5} azure/gpt-3.5-turbo azure/gpt-35-turbo azure_ai/mistral-large-3 baseten/deepseek-v3.1 bedrock/amazon.titan-text-premier-v1:0 cloudflare/nemotron-3-120b-a12b cohere_chat/c4ai-aya-expanse-32b nebius/deepseek-v3 nebius/deepseek-v3-0324 together_ai/qwen3-vl-32b-instruct vercel_ai_gateway/gpt-3.5-turbo vercel_ai_gateway/magistral-small
{"i":0.5,"o":10,"b":10,"batch":{"i":0.25,"o":5}} gemini/gemini-2.5-flash-preview-tts
{"i":0.5,"o":10,"b":10,"batch":{"i":0.25}} vertex_ai/gemini-2.5-flash-preview-tts vertex_ai/gemini-2.5-flash-tts
{"i":0.5,"o":2,"c":0.1} deepinfra/glm-4.6
{"i":0.5,"o":2,"c":0.4} deepinfra/kimi-k2-instruct-0905
{"i":0.5,"o":2.15,"c":0.1} wandb/nvidia-nemotron-3-ultra-550b-a55b
{"i":0.5,"o":2.15,"c":0.4} deepinfra/deepseek-r1-0528
{"i":0.5,"o":2.2,"c":0.1} deepinfra/nvidia-nemotron-3-ultra-550b-a55b
{"i":0.5,"o":2.5,"c":0.2} cognition/swe-1.6 cognition/swe-1.7
{"i":0.5,"o":2.8} together_ai/kimi-k2.5-fp4
{"i":0.5,"o":2} deepinfra/kimi-k2-instruct
{"i":0.5,"o":3,"c":0.05,"a":1,"s":0.014,"batch":{"i":0.25,"o":1.5,"a":0.5},"flex":{"i":0.25,"o":1.5},"priority":{"i":0.9,"o":5.4,"c":0.09,"a":1.8}} vertex_ai/gemini-3-flash-preview
{"i":0.5,"o":3,"c":0.05,"g":60,"s":0.014,"batch":{"i":0.25,"o":1.5,"c":0.025},"flex":{"i":0.25,"o":1.5,"c":0.025},"priority":{"i":0.9,"o":5.4,"c":0.09}} vertex_ai-language-models/gemini-3.1-flash-image
{"i":0.5,"o":3,"c":0.05,"g":60,"s":0.014,"batch":{"i":0.25,"o":1.5,"c":0.025}} vertex_ai-language-models/gemini-3.1-flash-image-preview
{"i":0.5,"o":3,"c":0.05,"r":3,"a":1,"s":0.014,"batch":{"i":0.25,"o":1.5,"a":0.5},"flex":{"i":0.25,"o":1.5},"priority":{"i":0.9,"o":5.4,"c":0.09,"a":1.8}} vertex_ai-language-models/gemini-3-flash-preview
{"i":0.5,"o":3,"c":0.05,"r":3,"a":1,"s":0.014,"batch":{"i":0.25,"o":1.5,"c":0.05,"a":0.5},"flex":{"i":0.25,"o":1.5,"c":0.05},"priority":{"i":0.9,"o":5.4,"c":0.09,"a":1.8}} gemini/gemini-3-flash-preview
{"i":0.5,"o":3,"c":0.05} aihubmix/gemini-3-flash-preview aihubmix/gemini-3-flash-preview-search perplexity/gemini-3-flash-preview
{"i":0.5,"o":3,"c":0.1} deepinfra/seed-2.0-code deepinfra/seed-2.0-pro
{"i":0.5,"o":3,"g":60,"s":0.014,"batch":{"i":0.25,"o":1.5,"g":30}} gemini/gemini-3.1-flash-image
{"i":0.5,"o":3,"g":60,"s":0.014,"batch":{"i":0.25,"o":1.5}} gemini/gemini-3.1-flash-image-preview
{"i":0.5,"o":3} gmi/gemini-3-flash-preview together_ai/qwen3.6-plus
{"i":0.5,"o":6,"b":6} vertex_ai/gemini-3.8-flash-lite-tts
{"i":0.5,"o":6,"c":0.125,"b":6,"batch":{"i":0.25,"o":3,"c":0.0625},"flex":{"i":0.25,"o":3,"c":0.025},"priority":{"i":0.9,"o":10.8,"c":0.225}} gemini/gemini-3.8-flash-lite-tts
{"i":0.5,"o":9,"b":9} vertex_ai/gemini-3.8-flash-tts
{"i":0.5,"o":9,"c":0.125,"b":9,"batch":{"i":0.25,"o":4.5,"c":0.0625},"flex":{"i":0.25,"o":4.5,"c":0.025},"priority":{"i":0.9,"o":16.2,"c":0.225}} gemini/gemini-3.8-flash-tts
{"i":0.50001,"o":1.50003,"c":0.50001,"w":0.50001} databricks/databricks-llama-4-maverick databricks/databricks-meta-llama-3-3-70b-instruct
{"i":0.51,"o":0.74} novita/llama-3-70b-instruct
{"i":0.522,"o":1.044,"c":0.0043} novita/mimo-v2.5-pro
{"i":0.53,"o":2.66,"batch":{"i":0.26,"o":1.33},"flex":{"i":0.26,"o":1.33},"priority":{"i":0.93,"o":4.66}} bedrock_mantle/qwen.qwen3-vl-235b-a22b-instruct
{"i":0.53,"o":2.66,"batch":{"i":0.26,"o":1.33},"priority":{"i":0.93,"o":4.66}} bedrock_converse/qwen.qwen3-vl-235b-a22b
{"i":0.55,"o":1.65} wandb/deepseek-v3.1
{"i":0.55,"o":1.66} novita/glm-4-32b-0414
{"i":0.55,"o":2.19,"c":0.14} deepseek/deepseek-r1
{"i":0.55,"o":2.19} fireworks_ai/deepseek-r1-basic fireworks_ai/glm-4p5 fireworks_ai/glm-4p6 vercel_ai_gateway/deepseek-r1
{"i":0.55,"o":2.2,"c":0.11} novita/glm-4.6
{"i":0.55,"o":2.2} novita/minimax-m1-80k vercel_ai_gateway/kimi-k2
{"i":0.56,"o":1.68,"c":0.056,"batch":{"i":0.28,"o":0.84}} vertex_ai-deepseek_models/deepseek-v3.2-maas
{"i":0.56,"o":1.68} fireworks_ai/deepseek-v3p1 fireworks_ai/deepseek-v3p1-terminus fireworks_ai/deepseek-v3p2
{"i":0.5634,"o":2.5353,"c":0.5634} aihubmix/ernie-5.1
{"i":0.57,"o":2.3} novita/kimi-k2-instruct
{"i":0.58,"o":1.68,"batch":{"i":0.29,"o":0.84},"flex":{"i":0.29,"o":0.84},"priority":{"i":1.015,"o":2.94}} bedrock_mantle/deepseek.v3.1
{"i":0.58,"o":1.68} azure_ai/deepseek-v3.2 azure_ai/deepseek-v3.2-speciale bedrock_converse/deepseek.v3-v1:0
{"i":0.59,"o":0.79} vercel_ai_gateway/llama-3-70b
{"i":0.6,"o":0.6} cerebras/llama3.1-70b deepinfra/llama-3.1-nemotron-70b-instruct nscale/mixtral-8x22b-instruct-v0.1 together_ai/mixtral-8x7b-instruct-v0.1 together_ai/nous-hermes-2-mixtral-8x7b-dpo watsonx/flan-t5-xl-3b watsonx/granite-13b-chat-v2 watsonx/granite-13b-instruct-v2
{"i":0.6,"o":1.2} sambanova/meta-llama-3.3-70b-instruct
{"i":0.6,"o":1.44,"flex":{"i":0.3,"o":0.72}} bedrock/qwen.qwen3-coder-next
{"i":0.6,"o":1.7,"c":0.06,"batch":{"i":0.3,"o":0.85}} vertex_ai-deepseek_models/deepseek-v3.1-maas
{"i":0.6,"o":1.7} together_ai/deepseek-v3.1
{"i":0.6,"o":1.8,"c":0.11} novita/glm-4.5v
{"i":0.6,"o":1.8} nebius/llama-3.1-nemotron-ultra-253b-v1 nebius/llama-3_1-nemotron-ultra-253b-v1 perplexity/sonar-medium-chat zai/glm-4.5v
{"i":0.6,"o":10,"b":12} azure/gpt-4o-mini-tts openai/gpt-4o-mini-tts openai/gpt-4o-mini-tts-2025-03-20 openai/gpt-4o-mini-tts-2025-12-15
{"i":0.6,"o":2.08,"c":0.12} deepinfra/glm-5
{"i":0.6,"o":2.2,"batch":{"i":0.3,"o":1.1},"flex":{"i":0.3,"o":1.1},"priority":{"i":1.05,"o":3.85}} bedrock_converse/zai.glm-4.7
{"i":0.6,"o":2.2,"c":0.06} vertex_ai-zai_models/glm-4.7-maas
{"i":0.6,"o":2.2,"c":0.11,"w":0} zai/glm-4.6 zai/glm-4.7
{"i":0.6,"o":2.2,"c":0.11} novita/glm-4.5 novita/glm-4.7 novita/glm-4.7-h
{"i":0.6,"o":2.2,"c":0.12} baseten/glm-4.7
{"i":0.6,"o":2.2,"c":0.3} fireworks_ai/glm-4p7
{"i":0.6,"o":2.2} baseten/glm-4.6 together_ai/glm-4.6 vercel_ai_gateway/glm-4.5 zai/glm-4.5
{"i":0.6,"o":2.4,"a":10,"b":20,"s":0.01} openai/gpt-audio-mini openai/gpt-audio-mini-2025-10-06 openai/gpt-audio-mini-2025-12-15
{"i":0.6,"o":2.4,"a":10,"b":20} azure/gpt-audio-mini azure/gpt-audio-mini-2025-10-06
{"i":0.6,"o":2.4,"c":0.014} baseten/deepseek-v4.1-flash-1017-fast baseten/deepseek-v4.1-flash-fast
{"i":0.6,"o":2.4,"c":0.03} novita/minimax-m2.5-highspeed
{"i":0.6,"o":2.4,"c":0.06} novita/minimax-m2.7-highspeed
{"i":0.6,"o":2.4,"c":0.12,"priority":{"i":0.75,"o":3,"c":0.15}} fireworks_ai/nemotron-3-ultra-nvfp4
{"i":0.6,"o":2.4,"c":0.12} baseten/nvidia-nemotron-3-ultra-550b-a55b
{"i":0.6,"o":2.4} sambanova/minimax-m2.7
{"i":0.6,"o":2.5,"batch":{"i":0.3,"o":1.25},"flex":{"i":0.3,"o":1.25},"priority":{"i":1.05,"o":4.38}} bedrock_mantle/moonshotai.kimi-k2-thinking
{"i":0.6,"o":2.5,"batch":{"i":0.3,"o":1.25},"priority":{"i":1.05,"o":4.38}} bedrock_converse/moonshot.kimi-k2-thinking
{"i":0.6,"o":2.5,"c":0.06} vertex_ai-moonshot_models/kimi-k2-thinking-maas
{"i":0.6,"o":2.5,"c":0.15} novita/kimi-k2-thinking
{"i":0.6,"o":2.5,"flex":{"i":0.3,"o":1.25}} bedrock/moonshotai.kimi-k2-thinking
{"i":0.6,"o":2.5} azure_ai/kimi-k2-thinking baseten/kimi-k2-instruct-0905 baseten/kimi-k2-thinking fireworks_ai/kimi-k2-instruct fireworks_ai/kimi-k2-instruct-0905 fireworks_ai/kimi-k2-thinking novita/kimi-k2-0905
{"i":0.6,"o":3,"batch":{"i":0.3,"o":1.5},"flex":{"i":0.3,"o":1.5},"priority":{"i":1.05,"o":5.25}} bedrock_converse/moonshotai.kimi-k2.5
{"i":0.6,"o":3,"c":0.1} azure_ai/kimi-k2.5 fireworks_ai/kimi-k2p5 moonshot/kimi-k2.5 novita/kimi-k2.5 wandb/kimi-k2.5
{"i":0.6,"o":3,"flex":{"i":0.3,"o":1.5}} bedrock/moonshotai.kimi-k2.5
{"i":0.6,"o":3.5,"c":0.06} azure_ai/mai-cyber-1-flash
{"i":0.6,"o":3.6,"c":0.12} wandb/qwen3.6-27b
{"i":0.6,"o":3.6,"c":0.2} together_ai/nemotron-3-ultra-550b-a55b
{"i":0.6,"o":3.6,"c":0.35} together_ai/qwen3.5-397b-a17b
{"i":0.6,"o":3.6,"c":0} tensormesh/qwen3.5-397b-a17b-fp8
{"i":0.6,"o":3.6} nebius/qwen3.5-397b-a17b novita/qwen3.5-397b-a17b novita/qwen3.6-27b scaleway/qwen3.5-397b-a17b
{"i":0.6,"o":3} baseten/kimi-k2.5
{"i":0.6,"o":4} oci/xai.grok-3-mini-fast vercel_ai_gateway/grok-3-mini-fast
{"i":0.6,"o":6} bedrock_converse/us.writer.palmyra-x5-v1:0 bedrock_converse/writer.palmyra-x5-v1:0
{"i":0.61,"o":1.98,"c":0.22} scx-ai/glm-5.2
{"i":0.62,"o":0.62} novita/wizardlm-2-8x22b
{"i":0.62,"o":1.85,"batch":{"i":0.31,"o":0.925},"flex":{"i":0.31,"o":0.925},"priority":{"i":1.085,"o":3.2375}} bedrock_converse/deepseek.v3.2 bedrock_converse/us.deepseek.v3.2
{"i":0.62,"o":1.85,"c":0.31} azure_ai/fw-deepseek-v3.2
{"i":0.62503,"o":3.74997,"c":0.06251,"w":0.62503} databricks/databricks-gemini-3-flash
{"i":0.63,"o":0.63} ovhcloud/mixtral-8x7b-instruct-v0.1
{"i":0.63,"o":1.8} sambanova/llama-4-maverick-17b-128e-instruct
{"i":0.65,"o":0.65} gradient_ai/llama3.3-70b-instruct
{"i":0.65,"o":0.75} deepinfra/l3.3-70b-euryale-v2.3
{"i":0.65,"o":2.75} replicate/llama-2-70b replicate/llama-2-70b-chat replicate/llama-3-70b replicate/llama-3-70b-instruct
{"i":0.65,"o":3.41,"c":0.15} wandb/kimi-k2.6
{"i":0.658,"o":1.11} nebius/minicpm-v-4_5
{"i":0.66,"o":1} cloudflare/qwen2.5-coder-32b-instruct cloudflare/qwq-32b
{"i":0.66,"o":2.64,"c":0.13} azure_ai/fw-nemotron-3-ultra-nvfp4
{"i":0.66,"o":3.3,"c":0.11} azure_ai/fw-kimi-k2.5
{"i":0.67,"o":0.67} ovhcloud/deepseek-r1-distill-llama-70b ovhcloud/meta-llama-3_1-70b-instruct ovhcloud/meta-llama-3_3-70b-instruct
{"i":0.672,"o":2.016} replicate/deepseek-v3.1
{"i":0.68,"o":2.09,"c":0.068} mistral/mistral-large-4 mistral/mistral-large-4-0
{"i":0.68,"o":3.4,"c":0.136} deepinfra/kimi-k2.7-code
{"i":0.7,"o":0.7} deepinfra/hermes-3-llama-3.1-70b
{"i":0.7,"o":2.4} deepinfra/deepseek-r1
{"i":0.7,"o":2.5,"c":0.35} novita/deepseek-r1-0528
{"i":0.7,"o":2.5} novita/deepseek-prover-v2-671b novita/deepseek-r1-turbo
{"i":0.7,"o":2.8} perplexity/codellama-70b-instruct perplexity/llama-2-70b-chat perplexity/pplx-70b-chat
{"i":0.7042,"o":3.09848,"c":0.169008} aihubmix/glm-5v-turbo
{"i":0.71,"o":0.71} azure_ai/llama-3.3-70b-instruct wandb/llama-3.3-70b-instruct
{"i":0.71,"o":3.5,"c":0.15} wandb/kimi-k2.7-code
{"i":0.72,"o":0.72,"batch":{"i":0.36,"o":0.36}} bedrock/meta.llama3-1-70b-instruct-v1:0 bedrock/us.meta.llama3-1-70b-instruct-v1:0 bedrock_converse/meta.llama3-3-70b-instruct-v1:0 bedrock_converse/us.meta.llama3-3-70b-instruct-v1:0 vertex_ai-llama_models/llama-3.3-70b-instruct-maas
{"i":0.72,"o":0.72} bedrock/meta.llama3-2-90b-instruct-v1:0 bedrock/us.meta.llama3-2-90b-instruct-v1:0 oci/meta.llama-3.1-70b-instruct oci/meta.llama-3.1-8b-instruct oci/meta.llama-3.3-70b-instruct oci/meta.llama-3.3-70b-instruct-fp8-dynamic oci/meta.llama-4-maverick-17b-128e-instruct-fp8 oci/meta.llama-4-scout-17b-16e-instruct snowflake/llama3.1-70b snowflake/llama3.3-70b snowflake/snowflake-llama-3.3-70b vercel_ai_gateway/llama-3.1-70b vercel_ai_gateway/llama-3.2-90b vercel_ai_gateway/llama-3.3-70b
{"i":0.74,"o":2.22,"flex":{"i":0.37,"o":1.11}} bedrock/deepseek.v3.2 bedrock_converse/eu.deepseek.v3.2
{"i":0.74998,"o":4.50002,"c":0.07497,"w":0.74998} databricks/databricks-gpt-5-4-mini
{"i":0.75,"o":0.99} vercel_ai_gateway/deepseek-r1-distill-llama-70b
{"i":0.75,"o":1} bedrock/meta.llama2-13b-chat-v1
{"i":0.75,"o":2.25} scaleway/qwen3-235b-a22b-instruct-2507
{"i":0.75,"o":2.4,"c":0.14} deepinfra/glm-5.2
{"i":0.75,"o":3.5,"c":0.15} deepinfra/kimi-k2.6
{"i":0.75,"o":3.75,"c":0.075,"r":3.75,"s":0.014,"batch":{"i":0.375,"o":1.875,"c":0.0375},"flex":{"i":0.375,"o":1.875,"c":0.0375},"priority":{"i":1.35,"o":6.75,"c":0.135},"x":1.1} vertex_ai/gemini-3.6-flash vertex_ai/gemini-3.7-flash vertex_ai/gemini-3.8-flash
{"i":0.75,"o":3.75,"c":0.075,"r":3.75,"s":0.014,"batch":{"i":0.375,"o":1.875,"c":0.0375},"flex":{"i":0.375,"o":1.875,"c":0.0375},"priority":{"i":1.35,"o":6.75,"c":0.135}} gemini/gemini-3.6-flash gemini/gemini-3.7-flash gemini/gemini-3.8-flash vertex_ai-language-models/gemini-3.6-flash vertex_ai-language-models/gemini-3.7-flash vertex_ai-language-models/gemini-3.8-flash
{"i":0.75,"o":3.75,"c":0.075,"r":3.75,"s":0.014,"batch":{"i":0.375,"o":1.875},"flex":{"i":0.375,"o":1.875,"c":0.0375},"priority":{"i":1.35,"o":6.75,"c":0.135}} gemini/gemini-flash-latest
{"i":0.75,"o":3.75,"c":0.075} aihubmix/gemini-3.7-flash github_copilot/gemini-3.7-flash github_copilot/gemini-3.8-flash perplexity/gemini-3.7-flash perplexity/gemini-3.8-flash
{"i":0.75,"o":3.75} deepinfra/gemini-3.7-flash
{"i":0.75,"o":4.5,"c":0.075,"priority":{"i":1.5,"o":9,"c":0.15}} azure_ai/gpt-5.4-mini azure_ai/gpt-5.4-mini-2026-03-17
{"i":0.75,"o":4.5,"c":0.075,"s":0.01,"batch":{"i":0.375,"o":2.25,"c":0.0375},"flex":{"i":0.375,"o":2.25,"c":0.0375},"priority":{"i":1.5,"o":9,"c":0.15},"x":1.1} openai/gpt-5.4-mini openai/gpt-5.4-mini-2026-03-17
{"i":0.75,"o":4.5,"c":0.075,"s":0.01,"batch":{"i":0.375,"o":2.25,"c":0.0375},"flex":{"i":0.375,"o":2.25,"c":0.0375},"priority":{"i":1.5,"o":9,"c":0.15}} azure/gpt-5.4-mini azure/gpt-5.4-mini-2026-03-17
{"i":0.75,"o":4.5,"c":0.075} aihubmix/gpt-5.4-mini github_copilot/gpt-5.4-mini perplexity/gpt-5.4-mini
{"i":0.7526,"o":0.7526} watsonx/llama-3-3-70b-instruct
{"i":0.76,"o":2.42,"c":0.14} wandb/glm-5.2
{"i":0.77,"o":0.77} baseten/deepseek-v3-0324
{"i":0.7746,"o":3.0984,"c":0.015492} aihubmix/longcat-2.0
{"i":0.79,"o":0.79} vercel_ai_gateway/mistral-saba-24b
{"i":0.8,"o":0.8} crusoe/gpt-oss-120b lambda_ai/deepseek-r1-671b lambda_ai/hermes3-405b lambda_ai/llama3.1-405b-instruct-fp8 novita/deepseek-r1-distill-llama-70b novita/qwen2.5-vl-72b-instruct together_ai/deepseek-coder-33b-instruct together_ai/gemma-2-27b-it together_ai/qwen2.5-14b-instruct together_ai/qwen2.5-coder-32b-instruct together_ai/together-ai-21.1b-41b wandb/llama-3.1-70b-instruct
{"i":0.8,"o":0} bedrock/amazon.titan-embed-image-v1 vertex_ai-embedding-models/multimodalembedding vertex_ai-embedding-models/multimodalembedding@001
{"i":0.8,"o":1.2} gmi/kimi-k2-thinking morph/morph-v3-fast vercel_ai_gateway/morph-v3-fast
{"i":0.8,"o":2.4} bedrock/anthropic.claude-instant-v1 dashscope/qwq-plus nebius/deepseek-r1 nebius/deepseek-r1-0528 qwen_ai_platform/qwq-plus qwencloud/qwq-plus
{"i":0.8,"o":3.2,"c":0.2,"batch":{"i":0.4,"o":1.6},"flex":{"i":0.4,"o":1.6,"c":0.1},"priority":{"i":1.4,"o":5.6,"c":0.35}} bedrock_converse/amazon.nova-pro-v1:0 bedrock_converse/us.amazon.nova-pro-v1:0
{"i":0.8,"o":3.2,"c":0.2,"s":0.01,"batch":{"i":0.4,"o":1.6,"c":0.1}} openai/ft:gpt-4.1-mini-2025-04-14
{"i":0.8,"o":3.2} amazon_nova/nova-pro-v1 azure_ai/cohere-command-a-plus-05-2026 vercel_ai_gateway/nova-pro
{"i":0.8,"o":3.4,"c":0.16} novita/kimi-k2.6
{"i":0.8,"o":4,"c":0.08,"w":1} bedrock/anthropic.claude-3-5-haiku-20241022-v1:0 bedrock/eu.anthropic.claude-3-5-haiku-20241022-v1:0 bedrock/us.anthropic.claude-3-5-haiku-20241022-v1:0 vercel_ai_gateway/claude-3.5-haiku
{"i":0.8,"o":4} gradient_ai/anthropic-claude-3.5-haiku groq/qwen3.8-27b
{"i":0.84,"o":3.36,"c":0.21,"flex":{"i":0.42,"o":1.68,"c":0.105}} bedrock_converse/apac.amazon.nova-pro-v1:0
{"i":0.845,"o":2.535,"c":0.04225} aihubmix/hy4-preview
{"i":0.85,"o":0.85} deepinfra/l3.1-70b-euryale-v2.2
{"i":0.85,"o":1.2} cerebras/llama-3.3-70b
{"i":0.8625,"o":4.3125,"c":0.1725} volcengine/doubao-seed-2-1-pro-260628 volcengine/doubao-seed-2-1-pro-260915
{"i":0.87,"o":0.87} ovhcloud/qwen2.5-coder-32b-instruct
{"i":0.88,"o":0.88} together_ai/llama-3.1-nemotron-70b-instruct-hf together_ai/meta-llama-3-70b-instruct-turbo together_ai/meta-llama-3.1-70b-instruct-turbo
{"i":0.89,"o":0.89} novita/community novita/deepseek_v3
{"i":0.89,"o":4.42,"c":0.18} inferenceapis/kimi-k2.7-code
{"i":0.9,"o":0.9} anyscale/mixtral-8x22b-instruct-v0.1 fireworks_ai/code-llama-34b fireworks_ai/code-llama-34b-instruct fireworks_ai/code-llama-34b-python fireworks_ai/code-llama-70b fireworks_ai/code-llama-70b-instruct fireworks_ai/code-llama-70b-python fireworks_ai/cogito-v1-preview-llama-70b fireworks_ai/cogito-v1-preview-qwen-32b fireworks_ai/deepseek-coder-33b-instruct fireworks_ai/deepseek-r1-distill-llama-70b fireworks_ai/deepseek-r1-distill-qwen-32b fireworks_ai/deepseek-v3 fireworks_ai/deepseek-v3-0324 fireworks_ai/devstral-small-2505 fireworks_ai/dobby-unhinged-llama-3-3-70b-new fireworks_ai/dolphin-2-9-2-qwen2-72b fireworks_ai/fare-20b fireworks_ai/firefunction-v2 fireworks_ai/gemma-3-27b-it fireworks_ai/internvl3-38b fireworks_ai/internvl3-78b fireworks_ai/kat-coder fireworks_ai/kat-dev-32b fireworks_ai/kat-dev-72b-exp fireworks_ai/llama-v2-70b-chat fireworks_ai/llama-v3-70b-instruct fireworks_ai/llama-v3-70b-instruct-hf fireworks_ai/llama-v3p1-70b-instruct fireworks_ai/llama-v3p1-nemotron-70b-instruct fireworks_ai/llama-v3p2-90b-vision-instruct fireworks_ai/llama-v3p3-70b-instruct fireworks_ai/llava-yi-34b fireworks_ai/mistral-small-24b-instruct-2501 fireworks_ai/nous-hermes-2-yi-34b fireworks_ai/nous-hermes-llama2-70b fireworks_ai/phind-code-llama-34b-python-v1 fireworks_ai/phind-code-llama-34b-v1 fireworks_ai/phind-code-llama-34b-v2 fireworks_ai/qwen-qwq-32b-preview fireworks_ai/qwen1p5-72b-chat fireworks_ai/qwen2-72b-instruct fireworks_ai/qwen2-vl-72b-instruct fireworks_ai/qwen2p5-32b fireworks_ai/qwen2p5-32b-instruct fireworks_ai/qwen2p5-72b fireworks_ai/qwen2p5-72b-instruct fireworks_ai/qwen2p5-coder-32b fireworks_ai/qwen2p5-coder-32b-instruct fireworks_ai/qwen2p5-coder-32b-instruct-128k fireworks_ai/qwen2p5-coder-32b-instruct-32k-rope fireworks_ai/qwen2p5-coder-32b-instruct-64k fireworks_ai/qwen2p5-math-72b-instruct fireworks_ai/qwen2p5-vl-32b-instruct fireworks_ai/qwen2p5-vl-72b-instruct fireworks_ai/qwen3-30b-a3b-thinking-2507 fireworks_ai/qwen3-32b fireworks_ai/qwen3-coder-480b-instruct-bf16 fireworks_ai/qwen3-next-80b-a3b-instruct fireworks_ai/qwen3-next-80b-a3b-thinking fireworks_ai/qwen3-vl-32b-instruct fireworks_ai/qwq-32b fireworks_ai/yi-34b fireworks_ai/yi-34b-200k-capybara fireworks_ai/yi-34b-chat scaleway/llama-3.3-70b-instruct together_ai/qwen2-72b-instruct together_ai/together-ai-41.1b-80b vercel_ai_gateway/deepseek-v3
{"i":0.9,"o":1.9} morph/morph-v3-large vercel_ai_gateway/morph-v3-large
{"i":0.91,"o":0.91} ovhcloud/qwen2.5-vl-72b-instruct
{"i":0.92,"o":2.77,"c":0.04,"flex":{"i":0.46,"o":1.39,"c":0.02}} sail/deepseek-v4-pro-0813
{"i":0.95,"o":3.15} baseten/glm-5
{"i":0.95,"o":3.9995,"c":0.160835} aihubmix/kimi-k2.6
{"i":0.95,"o":4,"c":0.16,"priority":{"i":1.5,"o":6,"c":0.22}} fireworks_ai/kimi-k2p6
{"i":0.95,"o":4,"c":0.16} azure_ai/kimi-k2.6 baseten/kimi-k2.6 baseten/kimi-k2.7-code cloudflare/kimi-k2.6 moonshot/kimi-k2.6
{"i":0.95,"o":4,"c":0.19,"priority":{"i":1.425,"o":6,"c":0.285}} fireworks_ai/kimi-k2p7-code
{"i":0.95,"o":4,"c":0.19,"w":0} tencent/kimi-k2.7-code
{"i":0.95,"o":4,"c":0.19} azure_ai/kimi-k2.7-code cloudflare/kimi-k2.7-code dashscope/kimi-k2.7-code moonshot/kimi-k2.7-code novita/kimi-k2.7-code perplexity/kimi-k2.7-code qwen_ai_platform/kimi-k2.7-code qwencloud/kimi-k2.7-code together_ai/kimi-k2.7-code
{"i":0.95,"o":4.05,"c":0.16} deepinfra/inkling
{"i":0.95,"o":4} nebius/kimi-k2.6 nebius/kimi-k2.7-code
{"i":0.96,"o":3.84,"c":0.24} bedrock/amazon.nova-pro-v1:0
{"i":0.96,"o":4,"c":0} tensormesh/kimi-k2.6
{"i":0.98,"o":3.08,"c":0.18,"flex":{"i":0.4,"o":1.8,"c":0.08}} sail/glm-5.3
{"i":0.98,"o":3.08,"c":0.18} scx-ai/glm-5.3
{"i":0.98,"o":3.95} novita/qwen3-vl-235b-a22b-thinking
{"i":0.99,"o":0.99} gradient_ai/deepseek-r1-distill-llama-70b
{"i":0.99,"o":1.49} cerebras/gemma-4-31b cerebras/qwen-3.8-27b
{"i":1,"o":1,"s":0.005} perplexity/sonar
{"i":1,"o":1} anyscale/codellama-34b-instruct-hf anyscale/codellama-70b-instruct-hf anyscale/llama-2-70b-chat-hf anyscale/meta-llama-3-70b-instruct deepinfra/hermes-3-llama-3.1-405b perplexity/llama-3.1-70b-instruct vercel_ai_gateway/sonar
{"i":1,"o":2,"c":0.2,"p":1,"s":0.005,"over":{"200000":{"i":2,"o":4,"c":0.4}}} xai/grok-build-0.1 xai/grok-code-fast xai/grok-code-fast-1 xai/grok-code-fast-1-0825
{"i":1,"o":2,"c":0.2} aihubmix/grok-build-0.1
{"i":1,"o":2,"s":0.01,"batch":{"i":1,"o":2}} openai/gpt-3.5-turbo-1106
{"i":1,"o":20,"b":20,"batch":{"i":0.5,"o":10}} gemini/gemini-3.1-flash-tts-preview
{"i":1,"o":20,"b":20,"batch":{"i":0.5}} vertex_ai/gemini-2.5-pro-tts vertex_ai/gemini-3.1-flash-tts-preview
{"i":1,"o":20,"c":0.125,"a":0.7,"b":20,"s":0.035,"batch":{"i":0.5,"o":10}} gemini/gemini-2.5-pro-preview-tts
{"i":1,"o":20,"c":0.125,"a":0.7,"b":20,"s":0.035,"batch":{"i":0.5}} vertex_ai-language-models/gemini-2.5-pro-preview-tts
{"i":1,"o":2} bedrock/cohere.command-text-v14 cohere/command-nightly
{"i":1,"o":3,"batch":{"i":0.5,"o":1.5}} bedrock/mistral.mistral-small-2402-v1:0
{"i":1,"o":3,"c":0.2} deepinfra/mimo-v2.5-pro
{"i":1,"o":3.2,"batch":{"i":0.5,"o":1.6},"priority":{"i":1.75,"o":5.6}} bedrock_converse/zai.glm-5
{"i":1,"o":3.2,"c":0.1} vertex_ai-zai_models/glm-5-maas
{"i":1,"o":3.2,"c":0.2,"w":0} zai/glm-5
{"i":1,"o":3.2,"c":0.2} novita/glm-5
{"i":1,"o":3.2} bedrock/zai.glm-5 together_ai/glm-5
{"i":1,"o":3} azure_ai/mistral-small deepinfra/deepseek-r1-0528-turbo deepinfra/deepseek-r1-turbo moonshot/moonshot-v1-32k moonshot/moonshot-v1-32k-vision-preview nebius/hermes-3-llama-3.1-405b nebius/hermes-4-405b nebius/meta-llama-3.1-405b-instruct nebius/nemotron-3-ultra-550b-a55b together_ai/kimi-k2-instruct
{"i":1,"o":4,"c":0.2,"flex":{"i":0.35,"o":2,"c":0.1}} sail/kimi-k2.6
{"i":1,"o":4,"c":0.25,"w":0} tencent/kimi-k2.8-preview
{"i":1,"o":4,"r":4} replicate/o4-mini
{"i":1,"o":4.05,"c":0.17,"priority":{"i":1,"o":4.05,"c":0.17}} fireworks_ai/inkling
{"i":1,"o":4.05,"c":0.17} baseten/inkling together_ai/inkling
{"i":1,"o":5,"a":1,"s":0.014} gemini/gemini-robotics-er-2-streaming-preview
{"i":1,"o":5,"c":0.1,"over":{"32000":{"i":1.8,"o":9,"c":0.18},"128000":{"i":3,"o":15,"c":0.3},"256000":{"i":6,"o":60,"c":0.6}}} dashscope/qwen3-coder-plus qwen_ai_platform/qwen3-coder-plus qwencloud/qwen3-coder-plus
{"i":1,"o":5,"c":0.1,"r":5,"a":1,"s":0.014,"batch":{"i":0.5,"o":2.5,"c":0.05}} gemini/gemini-robotics-er-2-preview vertex_ai-language-models/gemini-robotics-er-2-preview vertex_ai/gemini-robotics-er-2-preview
{"i":1,"o":5,"c":0.1,"w":1.25,"h":2,"batch":{"i":0.5,"o":2.5,"c":0.05,"w":0.625},"x":1.1} vertex_ai-anthropic_models/claude-haiku-4-5 vertex_ai-anthropic_models/claude-haiku-4-5@20251001
{"i":1,"o":5,"c":0.1,"w":1.25,"h":2,"batch":{"i":0.5,"o":2.5}} bedrock_converse/anthropic.claude-haiku-4-5-20251001-v1:0 bedrock_converse/global.anthropic.claude-haiku-4-5-20251001-v1:0 bedrock_mantle/anthropic.claude-haiku-4-5
{"i":1,"o":5,"c":0.1,"w":1.25,"h":2,"s":0.01,"batch":{"i":0.5,"o":2.5,"c":0.05,"w":0.625}} anthropic/claude-haiku-4-5 anthropic/claude-haiku-4-5-20251001
{"i":1,"o":5,"c":0.1,"w":1.25,"h":2} azure_ai/claude-haiku-4-5 bedrock_converse/anthropic.claude-haiku-4-5@20251001
{"i":1,"o":5,"c":0.1,"w":1.25} github_copilot/claude-haiku-4.5 vercel_ai_gateway/claude-haiku-4.5
{"i":1,"o":5,"c":0.1} perplexity/claude-haiku-4-5 snowflake/claude-haiku-4-5
{"i":1,"o":5,"over":{"32000":{"i":1.8,"o":9},"128000":{"i":3,"o":15},"256000":{"i":6,"o":60}}} dashscope/qwen3-coder-plus-2025-07-22 qwen_ai_platform/qwen3-coder-plus-2025-07-22 qwencloud/qwen3-coder-plus-2025-07-22
{"i":1,"o":5,"s":0.005} perplexity/sonar-reasoning
{"i":1,"o":5} deepinfra/claude-haiku-4-5 replicate/claude-3.5-haiku replicate/claude-4.5-haiku vercel_ai_gateway/sonar-reasoning vertex_ai-anthropic_models/claude-3-5-haiku vertex_ai-anthropic_models/claude-3-5-haiku@20241022
{"i":1.00002,"o":4.04999,"c":0.17003,"w":1.00002} databricks/databricks-inkling
{"i":1.00002,"o":5.00003,"c":0.10003,"w":1.24999} databricks/databricks-claude-haiku-4-5
{"i":1.00002,"o":5.99998,"c":0.10003,"w":1.24999} databricks/databricks-gpt-5-6-luna
{"i":1.04,"o":1.04} together_ai/llama-3.3-70b-instruct-turbo
{"i":1.045,"o":4.4,"c":0.176} azure_ai/fw-kimi-k2.6
{"i":1.05,"o":3.5,"c":0.205} deepinfra/glm-5.1
{"i":1.05,"o":4.2,"c":0.2625,"flex":{"i":0.525,"o":2.1,"c":0.13125}} bedrock_converse/eu.amazon.nova-pro-v1:0
{"i":1.05,"o":4.4,"c":0.21} azure_ai/fw-kimi-k2.7-code
{"i":1.1,"o":0.37} azure_ai/meta-llama-3-70b-instruct
{"i":1.1,"o":3.3,"c":0.22} aihubmix/mimo-v2-pro
{"i":1.1,"o":3.52,"c":0.22} azure_ai/fw-glm-5
{"i":1.1,"o":4.4,"c":0.275,"batch":{"i":0.55,"o":2.2}} azure/o4-mini-2025-04-16
{"i":1.1,"o":4.4,"c":0.275,"s":0.01,"batch":{"i":0.55,"o":2.2},"flex":{"i":0.55,"o":2.2,"c":0.138},"priority":{"i":2,"o":8,"c":0.5}} openai/o4-mini openai/o4-mini-2025-04-16
{"i":1.1,"o":4.4,"c":0.275,"w":0} vercel_ai_gateway/o4-mini
{"i":1.1,"o":4.4,"c":0.275} azure/o4-mini
{"i":1.1,"o":4.4,"c":0.55,"batch":{"i":0.55,"o":2.2}} azure/o1-mini azure/o1-mini-2024-09-12 azure/o3-mini-2025-01-31
{"i":1.1,"o":4.4,"c":0.55,"s":0.01,"batch":{"i":0.55,"o":2.2}} openai/o3-mini openai/o3-mini-2025-01-31
{"i":1.1,"o":4.4,"c":0.55,"w":0} vercel_ai_gateway/o3-mini
{"i":1.1,"o":4.4,"c":0.55} azure/o3-mini
{"i":1.1,"o":4.4,"r":4.4} replicate/o1-mini
{"i":1.1,"o":4.46,"c":0.19} azure_ai/fw-inkling
{"i":1.1,"o":4.4} gradient_ai/openai-o3-mini
{"i":1.1,"o":4.5} zai/glm-4.5-airx
{"i":1.1,"o":5.5,"c":0.11,"w":1.375,"batch":{"i":0.55,"o":2.75}} bedrock_converse/apac.anthropic.claude-haiku-4-5-20251001-v1:0
{"i":1.1,"o":5.5,"c":0.11,"w":1.375,"h":2.2,"batch":{"i":0.55,"o":2.75}} bedrock_converse/au.anthropic.claude-haiku-4-5-20251001-v1:0 bedrock_converse/eu.anthropic.claude-haiku-4-5-20251001-v1:0 bedrock_converse/jp.anthropic.claude-haiku-4-5-20251001-v1:0 bedrock_converse/us.anthropic.claude-haiku-4-5-20251001-v1:0
{"i":1.1,"o":5.5,"c":0.11,"w":1.375} aihubmix/claude-haiku-4-5
{"i":1.12,"o":4.4,"c":0,"w":1.68} coralbricks/glm-5.3 coralbricks/glm-5.3-fast coralbricks/glm-5.3-fp4
{"i":1.1268,"o":3.9438,"c":0.2817} aihubmix/glm-5.3
{"i":1.14,"o":4.56} azure_ai/deepseek-v3 azure_ai/deepseek-v3-0324
{"i":1.15,"o":2.55,"c":0.2} wandb/deepseek-v4-pro
{"i":1.2,"o":1.2,"c":0.6,"priority":{"i":1.2,"o":1.2,"c":0.6}} fireworks_ai/deepseek-v4-pro
{"i":1.2,"o":1.2} fireworks_ai/cogito-671b-v2-p1 fireworks_ai/dbrx-instruct fireworks_ai/deepseek-coder-v2-instruct fireworks_ai/deepseek-prover-v2 fireworks_ai/deepseek-v2p5 fireworks_ai/glm-4p5v fireworks_ai/gpt-oss-safeguard-120b fireworks_ai/mistral-large-3-fp8 fireworks_ai/mixtral-8x22b fireworks_ai/mixtral-8x22b-instruct fireworks_ai/mixtral-8x22b-instruct-hf snowflake/llama3.1-405b together_ai/qwen2-vl-72b-instruct together_ai/qwen2.5-72b-instruct together_ai/qwen2.5-72b-instruct-turbo together_ai/qwq-32b vercel_ai_gateway/mixtral-8x22b-instruct
{"i":1.2,"o":4,"c":0.24} novita/glm-5-turbo novita/glm-5v-turbo
{"i":1.2,"o":4.5,"c":0.2} together_ai/kimi-k2.6
{"i":1.2,"o":5,"c":0.3,"w":0} zai/glm-5-code
{"i":1.2,"o":6,"c":0.12,"w":1.5,"h":2.4} bedrock/anthropic.claude-haiku-4-5-20251001-v1:0
{"i":1.2,"o":6,"c":0.24} deepinfra/qwen3-max deepinfra/qwen3-max-thinking
{"i":1.2,"o":6,"over":{"32000":{"i":2.4,"o":12},"128000":{"i":3,"o":15}}} dashscope/qwen3-max dashscope/qwen3-max-2026-01-23 dashscope/qwen3-max-preview qwen_ai_platform/qwen3-max qwen_ai_platform/qwen3-max-2026-01-23 qwen_ai_platform/qwen3-max-preview qwencloud/qwen3-max qwencloud/qwen3-max-2026-01-23 qwencloud/qwen3-max-preview
{"i":1.23,"o":4.94} azure_ai/deepseek-v3.1
{"i":1.24999,"o":9.99999,"c":0.124999,"w":1.24999} databricks/databricks-gemini-2-5-pro
{"i":1.24999,"o":9.99999,"c":0.12502,"w":1.24999} databricks/databricks-gpt-5 databricks/databricks-gpt-5-1
{"i":1.25,"o":1.25} together_ai/deepseek-v3
{"i":1.25,"o":10,"c":0.125,"batch":{"i":0.625,"o":5,"c":0.0625},"priority":{"i":2.5,"o":20,"c":0.25}} azure/gpt-5 azure/gpt-5-2025-08-07 azure/gpt-5.1 azure/gpt-5.1-2025-11-13
{"i":1.25,"o":10,"c":0.125,"over":{"200000":{"i":2.5,"o":15,"c":0.25}}} vercel_ai_gateway/gemini-2.5-pro
{"i":1.25,"o":10,"c":0.125,"priority":{"i":2.5,"o":20,"c":0.25}} azure/gpt-5.1-codex-2025-11-13
{"i":1.25,"o":10,"c":0.125,"q":0.01} openai/gpt-5-search-api openai/gpt-5-search-api-2025-10-14
{"i":1.25,"o":10,"c":0.125,"s":0.01,"batch":{"i":0.625,"o":5,"c":0.0625},"flex":{"i":0.625,"o":5,"c":0.0625},"priority":{"i":2.5,"o":20,"c":0.25}} openai/gpt-5 openai/gpt-5-2025-08-07 openai/gpt-5.1 openai/gpt-5.1-2025-11-13
{"i":1.25,"o":10,"c":0.125,"s":0.01} openai/gpt-5-chat openai/gpt-5-chat-latest openai/gpt-5-codex openai/gpt-5.1-chat-latest openai/gpt-5.1-codex openai/gpt-5.1-codex-max
{"i":1.25,"o":10,"c":0.125,"s":0.035,"over":{"200000":{"i":2.5,"o":15,"c":0.25,"w":0.25}},"batch":{"i":0.625,"o":5},"flex":{"i":0.625,"o":5,"c":0.125},"priority":{"i":2.25,"o":18,"c":0.225,"over":{"200000":{"i":4.5,"o":27,"c":0.45}}}} vertex_ai-language-models/gemini-2.5-pro
{"i":1.25,"o":10,"c":0.125,"s":0.035,"over":{"200000":{"i":2.5,"o":15,"c":0.25}},"batch":{"i":0.625,"o":5,"c":0.125},"flex":{"i":0.625,"o":5,"c":0.125},"priority":{"i":2.25,"o":18,"c":0.225,"over":{"200000":{"i":4.5,"o":27,"c":0.45}}}} gemini/gemini-2.5-pro
{"i":1.25,"o":10,"c":0.125} azure/gpt-5-chat azure/gpt-5-codex azure/gpt-5.1-chat azure/gpt-5.1-codex azure/gpt-5.1-codex-max perplexity/gpt-5 perplexity/gpt-5.1 snowflake/openai-gpt-5
{"i":1.25,"o":10,"c":0.3125,"a":1.25,"p":1.25,"batch":{"i":0.625,"o":5},"priority":{"i":2.1875,"o":17.5}} bedrock_converse/amazon.nova-2-pro-preview-20251202-v1:0
{"i":1.25,"o":10,"over":{"200000":{"i":2.5,"o":15}}} gemini/gemini-2.5-computer-use-preview-10-2025 vertex_ai-language-models/gemini-2.5-computer-use-preview-10-2025
{"i":1.25,"o":10} deepinfra/gemini-2.5-pro gmi/gpt-5 gmi/gpt-5.1 oci/google.gemini-2.5-pro oci/openai.gpt-5 replicate/gpt-5
{"i":1.25,"o":2.5,"c":0.2,"batch":{"i":0.625,"o":1.25,"c":0.1},"flex":{"i":0.625,"o":1.25,"c":0.1},"priority":{"i":2.1875,"o":4.375,"c":0.35}} bedrock_mantle/xai.grok-4.3
{"i":1.25,"o":2.5,"c":0.2,"over":{"200000":{"i":2.5,"o":5,"c":0.4}}} azure_ai/grok-4.3 oci/xai.grok-4.20-0309-non-reasoning oci/xai.grok-4.20-0309-reasoning oci/xai.grok-4.20-non-reasoning oci/xai.grok-4.20-reasoning vertex_ai/grok-4.20-non-reasoning vertex_ai/grok-4.20-reasoning vertex_ai/grok-4.3
{"i":1.25,"o":2.5,"c":0.2,"over":{"200000":{"i":2.5,"o":5}}} perplexity/grok-4.20-multi-agent perplexity/grok-4.20-non-reasoning perplexity/grok-4.20-reasoning perplexity/grok-4.3
{"i":1.25,"o":2.5,"c":0.2,"p":1.25,"s":0.005,"over":{"200000":{"i":2.5,"o":5,"c":0.4}},"batch":{"i":1,"o":2,"c":0.16,"over":{"200000":{"i":2,"o":4,"c":0.32}}}} xai/grok-4.20 xai/grok-4.20-0309 xai/grok-4.20-0309-non-reasoning xai/grok-4.20-0309-reasoning xai/grok-4.20-multi-agent xai/grok-4.20-multi-agent-0309 xai/grok-4.20-multi-agent-latest xai/grok-4.20-non-reasoning xai/grok-4.20-non-reasoning-latest xai/grok-4.20-reasoning xai/grok-4.20-reasoning-latest xai/grok-4.3 xai/grok-4.3-latest
{"i":1.25,"o":2.5,"c":0.2,"p":1.25,"s":0.005,"over":{"200000":{"i":2.5,"o":5,"c":0.4}}} xai/grok-4.20-beta xai/grok-4.20-beta-0309 xai/grok-4.20-beta-0309-non-reasoning xai/grok-4.20-beta-0309-reasoning xai/grok-4.20-beta-latest xai/grok-4.20-beta-latest-non-reasoning xai/grok-4.20-beta-latest-reasoning xai/grok-4.20-beta-non-reasoning xai/grok-4.20-beta-reasoning xai/grok-4.20-experimental-beta-0304 xai/grok-4.20-experimental-beta-0304-non-reasoning xai/grok-4.20-experimental-beta-0304-reasoning xai/grok-4.20-experimental-beta-latest xai/grok-4.20-experimental-beta-non-reasoning-latest xai/grok-4.20-experimental-beta-reasoning-latest xai/grok-4.20-multi-agent-beta-0309 xai/grok-4.20-multi-agent-beta-latest xai/grok-4.20-multi-agent-experimental-beta-0304 xai/grok-4.20-multi-agent-experimental-beta-latest xai/grok-4.20-non-reasoning-gv2 xai/grok-4.20-reasoning-gv2
{"i":1.25,"o":2.5,"c":1.25} azure_ai/grok-4-20-non-reasoning azure_ai/grok-4-20-reasoning
{"i":1.25,"o":3.75,"c":0.25} novita/qwen3.7-max
{"i":1.25,"o":4.25,"c":0.15,"s":0.0025} meta/muse-spark-1.1 meta/muse-spark-1.2 meta/muse-spark-1.3
{"i":1.25,"o":4.25,"c":0.15} baseten/muse-spark-open fireworks_ai/muse-spark-open together_ai/muse-spark-open-816b-a42b
{"i":1.25,"o":5,"a":1.25} openai/gpt-4o-mini-transcribe openai/gpt-4o-mini-transcribe-2025-03-20 openai/gpt-4o-mini-transcribe-2025-12-15
{"i":1.25,"o":5,"a":3} azure/gpt-4o-mini-transcribe
{"i":1.26,"o":3.96,"c":0.234} friendliai/glm-5.3
{"i":1.268,"o":7.608,"c":0.1268,"w":1.585} aihubmix/qwen3.6-max-preview
{"i":1.3,"o":2.6,"c":0.1} deepinfra/deepseek-v4-pro deepinfra/deepseek-v4-pro-0813
{"i":1.3,"o":4.3,"c":0.13} baseten/beam-1.0
{"i":1.31,"o":3.96,"c":0.044} wandb/deepseek-v4-pro-0813
{"i":1.31999,"o":3.95997,"c":0.13202,"w":1.31999} databricks/databricks-deepseek-v4-pro-0813
{"i":1.32,"o":3.96,"c":0.044,"priority":{"i":1.65,"o":4.95,"c":0.055}} fireworks_ai/deepseek-v4-pro-0813
{"i":1.32,"o":3.96,"c":0.044,"w":0,"off-peak":{"i":0.66,"o":1.98,"c":0.022}} deepseek/deepseek-v4-pro tencent/deepseek-v4-pro-0813
{"i":1.32,"o":3.96,"c":0.044} perplexity/deepseek-v4-pro-0813
{"i":1.32,"o":3.96,"c":0.132} baseten/deepseek-v4-pro-0813 novita/deepseek-v4-pro-0813
{"i":1.32,"o":3.96,"c":0.13} together_ai/deepseek-v4-pro-0813
{"i":1.32,"o":3.96} nebius/deepseek-v4-pro-0813
{"i":1.35,"o":5.4,"batch":{"i":0.675,"o":2.7}} vertex_ai-deepseek_models/deepseek-r1-0528-maas
{"i":1.35,"o":5.4} azure_ai/deepseek-r1 azure_ai/mai-ds-r1 bedrock_converse/deepseek.r1-v1:0 bedrock_converse/us.deepseek.r1-v1:0 snowflake/deepseek-r1
{"i":1.375,"o":11,"c":0.34375,"a":1.375,"p":1.375,"batch":{"i":0.6875,"o":5.5},"priority":{"i":2.40625,"o":19.25}} bedrock_converse/us.amazon.nova-2-pro-preview-20251202-v1:0
{"i":1.375,"o":11,"c":0.34375,"a":1.375,"p":1.375} bedrock_converse/apac.amazon.nova-2-pro-preview-20251202-v1:0 bedrock_converse/eu.amazon.nova-2-pro-preview-20251202-v1:0
{"i":1.375,"o":4.675} aihubmix/muse-spark-1.2
{"i":1.38,"o":4.4,"c":0.26} novita/glm-5.1
{"i":1.4,"o":4.39999,"c":0.25998,"w":1.4} databricks/databricks-glm-5-2 databricks/databricks-glm-5-3
{"i":1.4,"o":4.4,"c":0.14,"priority":{"i":1.75,"o":5.5,"c":0.175}} fireworks_ai/glm-5p2
{"i":1.4,"o":4.4,"c":0.14} baseten/glm-5.2 baseten/glm-5.3 mistral/glm-5-2 mistral/zai-glm-5 mistral/zai-glm-5-2 mistral/zai-glm-5-3 mistral/zai-glm-latest perplexity/glm-5.2 vertex_ai-zai_models/glm-5.2-maas
{"i":1.4,"o":4.4,"c":0.26,"priority":{"i":1.75,"o":5.5,"c":0.325}} fireworks_ai/glm-5p3
{"i":1.4,"o":4.4,"c":0.26,"w":0} tencent/glm-5.2 tencent/glm-5.3 zai/glm-5.1 zai/glm-5.2 zai/glm-5.3
{"i":1.4,"o":4.4,"c":0.26} cloudflare/glm-5.2 dashscope/glm-5.1 fireworks_ai/glm-5p1 friendliai/glm-5.1 friendliai/glm-5.2 novita/glm-5.2 novita/glm-5.3 perplexity/glm-5.3 qwen_ai_platform/glm-5.1 qwencloud/glm-5.1 together_ai/glm-5.1 together_ai/glm-5.2 together_ai/glm-5.3
{"i":1.4,"o":4.4,"c":0.28} dashscope/glm-5.2 qwen_ai_platform/glm-5.2 qwencloud/glm-5.2
{"i":1.4,"o":4.4,"c":0} tensormesh/glm-5.1-nvfp4-mtp
{"i":1.4,"o":4.4} nebius/glm-5.1 nebius/glm-5.2 nebius/glm-5.3
{"i":1.45,"o":1.45} replicate/deepseek-v3
{"i":1.48,"o":1.48} novita/l3-70b-euryale-v2.1 novita/l31-70b-euryale-v2.2
{"i":1.5,"o":1.5} crusoe/deepseek-v3-0324
{"i":1.5,"o":2} text-completion-openai/gpt-3.5-turbo-instruct text-completion-openai/gpt-3.5-turbo-instruct-0914 vercel_ai_gateway/gpt-3.5-turbo-instruct
{"i":1.5,"o":4.5,"c":0.3} novita/macaron-v1-venti together_ai/qwen3.7-max
{"i":1.5,"o":6,"c":0.375} azure/codex-mini azure_ai/codex-mini
{"i":1.5,"o":7.5,"c":0.15,"g":30,"s":0.014,"batch":{"i":0.75,"o":3.75,"c":0.075},"priority":{"i":2.7,"o":13.5,"c":0.27}} vertex_ai-language-models/gemini-nano-banana-2.1
{"i":1.5,"o":7.5,"c":0.15,"r":7.5,"batch":{"i":0.75,"o":3.75,"c":0.075},"flex":{"i":0.75,"o":3.75,"c":0.075},"priority":{"i":2.7,"o":13.5,"c":0.27},"x":1.1} vertex_ai/gemini-3.8-flash-cyber
{"i":1.5,"o":7.5,"c":0.15,"r":7.5,"batch":{"i":0.75,"o":3.75,"c":0.075},"flex":{"i":0.75,"o":3.75,"c":0.075},"priority":{"i":2.7,"o":13.5,"c":0.27}} vertex_ai-language-models/gemini-3.8-flash-cyber
{"i":1.5,"o":7.5,"c":0.15} mistral/magistral-medium-latest mistral/mistral-medium mistral/mistral-medium-2604 mistral/mistral-medium-3 mistral/mistral-medium-3-5 mistral/mistral-medium-3.5 mistral/mistral-medium-latest mistral/mistral-vibe-cli-latest mistral/mistral-vibe-cli-with-tools perplexity/gemini-3.6-flash
{"i":1.5,"o":7.5,"g":30,"s":0.014,"batch":{"i":0.75,"o":3.75}} gemini/gemini-nano-banana-2.1
{"i":1.5,"o":7.5} azure_ai/mistral-medium-3-5 scaleway/mistral-medium-3.5-128b
{"i":1.5,"o":9,"c":0.15,"r":9,"a":1.5,"s":0.014,"batch":{"i":0.75,"o":4.5,"c":0.075},"flex":{"i":0.75,"o":4.5,"c":0.075},"priority":{"i":2.7,"o":16.2,"c":0.27,"a":2.7},"x":1.1} vertex_ai/gemini-3.5-flash
{"i":1.5,"o":9,"c":0.15,"r":9,"a":1.5,"s":0.014,"batch":{"i":0.75,"o":4.5,"c":0.075},"flex":{"i":0.75,"o":4.5,"c":0.075},"priority":{"i":2.7,"o":16.2,"c":0.27,"a":2.7}} vertex_ai-language-models/gemini-3.5-flash
{"i":1.5,"o":9,"c":0.15,"r":9,"a":1.5,"s":0.014,"batch":{"i":0.75,"o":4.5,"c":0.075},"flex":{"i":0.75,"o":4.5,"c":0.08},"priority":{"i":2.7,"o":16.2,"c":0.27,"a":2.7}} gemini/gemini-3.5-flash
{"i":1.5,"o":9,"c":0.15} perplexity/gemini-3.5-flash
{"i":1.5,"o":9,"r":9,"a":1.5} gemini/gemini-omni-1.1-flash gemini/gemini-omni-flash-preview vertex_ai-language-models/gemini-omni-flash-preview
{"i":1.5,"o":9,"r":9} vertex_ai/gemini-omni-1.1-flash vertex_ai/gemini-omni-1.1-flash-preview
{"i":1.5,"o":9} deepinfra/gemini-3.5-flash
{"i":1.54,"o":4.84,"c":0.15} azure_ai/fw-glm-5.2
{"i":1.54,"o":4.84,"c":0.286} azure_ai/fw-glm-5.1
{"i":1.56,"o":1.56} oci/cohere.command-a-03-2025 oci/cohere.command-a-reasoning oci/cohere.command-a-reasoning-08-2025 oci/cohere.command-a-vision oci/cohere.command-a-vision-07-2025 oci/cohere.command-latest oci/cohere.command-plus-latest oci/cohere.command-r-plus-08-2024
{"i":1.6,"o":1.6,"batch":{"i":0.8,"o":0.9}} text-completion-openai/ft:babbage-002
{"i":1.6,"o":1.6} together_ai/deepseek-r1-distill-qwen-14b
{"i":1.6,"o":3.2,"c":0.135} novita/deepseek-v4-pro
{"i":1.6,"o":6.4} dashscope/qwen-max qwen_ai_platform/qwen-max qwencloud/qwen-max
{"i":1.65,"o":2.2} azure_text/gpt-3.5-turbo-instruct-0914 azure_text/gpt-35-turbo-instruct azure_text/gpt-35-turbo-instruct-0914
{"i":1.65,"o":4.951,"c":0.206} deepinfra/qwen3.8-max
{"i":1.65,"o":4.99,"c":0.21} scx-ai/qwen3.8-max
{"i":1.68,"o":5.28,"c":0.312,"w":2.1,"batch":{"i":0.84,"o":2.64,"c":0.156,"w":1.05},"flex":{"i":0.84,"o":2.64,"c":0.156,"w":1.05},"priority":{"i":2.94,"o":9.24,"c":0.546,"w":3.675}} bedrock_converse/global.zai.glm-5.3
{"i":1.69,"o":3.38,"c":0.14027} aihubmix/deepseek-v4-pro
{"i":1.69,"o":5.07,"c":0.169,"w":2.1125} aihubmix/qwen3.8-max
{"i":1.72,"o":5.15,"c":0.17} inferenceapis/deepseek-v4-pro inferenceapis/deepseek-v4-pro-0813
{"i":1.74,"o":3.48,"c":0.145,"w":0} tencent/deepseek-v4-pro
{"i":1.74,"o":3.48,"c":0.145} azure_ai/deepseek-v4-pro baseten/deepseek-v4-pro
{"i":1.75,"o":14,"c":0.175,"batch":{"i":0.875,"o":7,"c":0.0875},"priority":{"i":3.5,"o":28,"c":0.35}} azure/gpt-5.2 azure/gpt-5.2-2025-12-11
{"i":1.75,"o":14,"c":0.175,"priority":{"i":3.5,"o":28,"c":0.35}} azure/gpt-5.3-codex
{"i":1.75,"o":14,"c":0.175,"s":0.01,"batch":{"i":0.875,"o":7,"c":0.0875},"flex":{"i":0.875,"o":7,"c":0.0875},"priority":{"i":3.5,"o":28,"c":0.35}} openai/gpt-5.2 openai/gpt-5.2-2025-12-11
{"i":1.75,"o":14,"c":0.175,"s":0.01,"priority":{"i":3.5,"o":28,"c":0.35}} openai/gpt-5.3-codex
{"i":1.75,"o":14,"c":0.175,"s":0.01} openai/gpt-5.2-chat-latest openai/gpt-5.2-codex openai/gpt-5.3-chat-latest
{"i":1.75,"o":14,"c":0.175,"w":1.75} databricks/databricks-gpt-5-2 databricks/databricks-gpt-5-3-codex
{"i":1.75,"o":14,"c":0.175} aihubmix/gpt-5.3-codex azure/gpt-5.2-chat azure/gpt-5.2-codex azure/gpt-5.3-chat github_copilot/gpt-5.3-codex perplexity/gpt-5.2
{"i":1.75,"o":14} gmi/gpt-5.2
{"i":1.75,"o":3.5} nebius/deepseek-v4-pro
{"i":1.75,"o":5.5,"c":0.325} azure_ai/fw-glm-5.3
{"i":1.75,"p":1.75,"g":19.5} azure_ai/mai-image-2.5-flash
{"i":1.75,"p":2.5,"g":19} azure_ai/mai-image-2.6-flash
{"i":1.8,"o":1.8} together_ai/together-ai-81.1b-110b watsonx/allam-1-13b-instruct
{"i":1.8,"o":5.5} scaleway/glm-5.2
{"i":1.82,"o":5.72,"c":0.34} inferenceapis/glm-5.3
{"i":1.848,"o":5.808,"c":0.3432,"w":2.31,"batch":{"i":0.924,"o":2.904,"c":0.1716,"w":1.155},"flex":{"i":0.924,"o":2.904,"c":0.1716,"w":1.155},"priority":{"i":3.234,"o":10.164,"c":0.6006,"w":4.0425}} bedrock_converse/us.zai.glm-5.3
{"i":1.87502,"o":11.24998,"c":0.18753,"w":1.87502} databricks/databricks-gemini-3-5-flash
{"i":1.87502,"o":9.37503,"c":0.18753,"w":1.87502} databricks/databricks-gemini-3-6-flash
{"i":1.9,"o":7.999,"c":0.32167} aihubmix/kimi-k2.7-code-highspeed
{"i":1.9,"o":8,"c":0.38,"w":0} tencent/kimi-k2.7-code-highspeed
{"i":1.9,"o":8,"c":0.38} fireworks_ai/kimi-k2p7-code-fast
{"i":1.908,"o":1.908} watsonx/mt0-xxl watsonx/mt0-xxl-13b
{"i":1.923,"o":1.923} cloudflare/codellama-7b-instruct-awq cloudflare/llama-2-7b-chat-fp16 cloudflare/llama-2-7b-chat-int8 cloudflare/mistral-7b-instruct-v0.1
{"i":1.925,"o":3.828,"c":0.165} azure_ai/fw-deepseek-v4-pro
{"i":1.95,"o":2.56} bedrock/meta.llama2-70b-chat-v1
{"i":1.95,"o":8} together_ai/qwen2.5-vl-72b-instruct
{"i":10,"o":10} ai21/j2-mid
{"i":10,"o":28} vertex_ai-text-models/text-unicorn vertex_ai-text-models/text-unicorn@001
{"i":10,"o":30,"s":0.01,"batch":{"i":5,"o":15}} openai/gpt-4-turbo-2024-04-09
{"i":10,"o":30,"s":0.01} openai/gpt-4-1106-preview openai/gpt-4-turbo
{"i":10,"o":30} azure/gpt-4-0125-preview azure/gpt-4-1106-preview vercel_ai_gateway/gpt-4-turbo
{"i":10,"o":40,"c":2.5,"s":0.01} azure/o3-deep-research openai/o3-deep-research openai/o3-deep-research-2025-06-26
{"i":10,"o":50,"c":0.25,"w":12.5,"h":20,"s":0.01,"batch":{"i":5,"o":25,"c":0.125,"w":6.25},"us":{"i":11,"o":55,"c":0.275,"w":13.75,"h":22}} anthropic/claude-fable-5-1 anthropic/claude-mythos-5-1
{"i":10,"o":50,"c":0.25,"w":12.5,"h":20,"s":0.01,"batch":{"i":5,"o":25,"c":0.125,"w":6.25},"x":1.1} vertex_ai-anthropic_models/claude-fable-5-1 vertex_ai-anthropic_models/claude-fable-5-1@default
{"i":10,"o":50,"c":0.25,"w":12.5,"h":20,"s":0.01} azure_ai/claude-fable-5-1 bedrock_converse/anthropic.claude-fable-5-1 bedrock_converse/global.anthropic.claude-fable-5-1
{"i":10,"o":50,"c":0.25,"w":12.5,"h":20} bedrock_converse/anthropic.claude-mythos-5-1 bedrock_converse/global.anthropic.claude-mythos-5-1
{"i":10,"o":50,"c":0.25,"w":12.5} github_copilot/claude-fable-5.1
{"i":10,"o":50,"c":0.25} perplexity/claude-fable-5-1
{"i":10,"o":50,"c":1,"w":12.5,"h":20,"s":0.01,"batch":{"i":5,"o":25,"c":0.5,"w":6.25},"us":{"i":11,"o":55,"c":1.1,"w":13.75,"h":22}} anthropic/claude-fable-5 anthropic/claude-mythos-5
{"i":10,"o":50,"c":1,"w":12.5,"h":20,"s":0.01,"batch":{"i":5,"o":25,"c":0.5,"w":6.25},"x":1.1} vertex_ai-anthropic_models/claude-fable-5 vertex_ai-anthropic_models/claude-fable-5@default
{"i":10,"o":50,"c":1,"w":12.5,"h":20,"s":0.01,"us":{"i":11,"o":55,"c":1.1,"w":13.75,"h":22}} anthropic/claude-mythos-preview
{"i":10,"o":50,"c":1,"w":12.5,"h":20,"s":0.01} azure_ai/claude-fable-5 bedrock_converse/anthropic.claude-fable-5 bedrock_converse/global.anthropic.claude-fable-5
{"i":10,"o":50,"c":1,"w":12.5,"over":{"272000":{"i":20,"o":75,"c":2,"w":25}},"ultrafast":{"i":60,"o":300,"c":6,"w":75,"over":{"272000":{"i":120,"o":450,"c":12,"w":150}}}} bedrock_converse/global.openai.gpt-6-astra
{"i":10,"o":50,"c":1,"w":12.5,"over":{"272000":{"i":20,"o":75,"c":2,"w":25}}} github_copilot/gpt-6-astra
{"i":10,"o":50,"c":1,"w":12.5,"s":0.01,"over":{"272000":{"i":20,"o":75,"c":2,"w":25}},"batch":{"i":5,"o":25,"c":0.5,"w":6.25,"over":{"272000":{"i":10,"o":37.5,"c":1,"w":12.5}}},"flex":{"i":5,"o":25,"c":0.5,"w":6.25,"over":{"272000":{"i":10,"o":37.5,"c":1,"w":12.5}}},"priority":{"i":20,"o":100,"c":2,"w":25,"over":{"272000":{"i":40,"o":150,"c":4,"w":50}}},"ultrafast":{"i":60,"o":300,"c":6,"w":75,"over":{"272000":{"i":120,"o":450,"c":12,"w":150}}},"x":1.1} openai/gpt-6-astra
{"i":10,"o":50,"c":1,"w":12.5,"s":0.01,"over":{"272000":{"i":20,"o":75,"c":2,"w":25}}} azure/gpt-6-astra azure/gpt-6-astra-2026-09-03 azure_ai/gpt-6-astra
{"i":10,"o":50,"c":1,"w":12.5} github_copilot/claude-fable-5 github_copilot/claude-opus-4.8-fast perplexity/gpt-6-astra
{"i":10,"o":50,"c":1} perplexity/claude-fable-5
{"i":10,"o":50} deepinfra/claude-fable-5
{"i":10.00006,"o":50.00002,"c":0.25004,"w":12.50004} databricks/databricks-claude-fable-5-1
{"i":10.00006,"o":50.00002,"c":1.00002,"w":12.50004} databricks/databricks-claude-fable-5
{"i":10.68,"o":10.68} oci/meta.llama-3.1-405b-instruct
{"i":100,"o":0} cohere/embed-multilingual-light-v3.0
{"i":11,"o":33} azure/gpt-4-turbo azure/gpt-4-turbo-2024-04-09 azure/gpt-4-turbo-vision-preview
{"i":11,"o":55,"c":0.275,"w":13.75,"h":22,"s":0.01} bedrock_converse/eu.anthropic.claude-fable-5-1 bedrock_converse/us.anthropic.claude-fable-5-1
{"i":11,"o":55,"c":0.275,"w":13.75,"h":22} bedrock_converse/us.anthropic.claude-mythos-5-1
{"i":11,"o":55,"c":1.1,"w":13.75,"h":22,"s":0.01} bedrock_converse/eu.anthropic.claude-fable-5 bedrock_converse/us.anthropic.claude-fable-5
{"i":11,"o":55,"c":1.1,"w":13.75,"h":22} bedrock_converse/apac.anthropic.claude-fable-5 bedrock_converse/au.anthropic.claude-fable-5 bedrock_converse/us.anthropic.claude-mythos-5
{"i":11,"o":55,"c":1.1,"w":13.75,"over":{"272000":{"i":22,"o":82.5,"c":2.2,"w":27.5}},"ultrafast":{"i":66,"o":330,"c":6.6,"w":82.5,"over":{"272000":{"i":132,"o":495,"c":13.2,"w":165}}}} bedrock_converse/us.openai.gpt-6-astra bedrock_mantle/openai.gpt-6-astra
{"i":11,"o":55,"c":1.1,"w":13.75} aihubmix/claude-fable-5
{"i":12,"o":12,"batch":{"i":6,"o":6}} text-completion-openai/ft:davinci-002
{"i":12,"o":60,"c":0.3,"w":15,"h":24} bedrock/anthropic.claude-fable-5-1 bedrock_converse/us-gov.anthropic.claude-fable-5-1
{"i":12.5,"o":12.5} bedrock/ai21.j2-mid-v1
{"i":12.5,"o":75,"c":1.25,"s":0.01} openai/gpt-5.5-cyber openai/gpt-5.5-cyber-preview
{"i":12.5,"o":75,"c":1.25,"w":15.625,"s":0.01,"over":{"272000":{"i":25,"o":112.5,"c":2.5,"w":31.25}}} openai/daybreak-red-latest openai/gpt-5.6-cyber openai/gpt-daybreak-red-latest
{"i":13.75,"o":82.5,"c":1.375,"w":17.1875} bedrock_mantle/openai.gpt-5.6-cyber
{"i":15,"o":120,"batch":{"i":7.5,"o":60}} azure/gpt-5-pro
{"i":15,"o":120,"s":0.01,"batch":{"i":7.5,"o":60}} openai/gpt-5-pro openai/gpt-5-pro-2025-10-06
{"i":15,"o":15} ai21/j2-ultra
{"i":15,"o":60,"c":7.5,"batch":{"i":7.5,"o":30}} azure/o1-2024-12-17
{"i":15,"o":60,"c":7.5,"s":0.01,"batch":{"i":7.5,"o":30}} openai/o1 openai/o1-2024-12-17
{"i":15,"o":60,"c":7.5,"w":0} vercel_ai_gateway/o1
{"i":15,"o":60,"c":7.5} azure/o1
{"i":15,"o":60,"r":60} replicate/o1
{"i":15,"o":75,"c":1.5,"w":18.75,"s":0.01} bedrock_converse/anthropic.claude-opus-4-1-20250805-v1:0 bedrock_converse/anthropic.claude-opus-4-20250514-v1:0 bedrock_converse/eu.anthropic.claude-opus-4-1-20250805-v1:0 bedrock_converse/eu.anthropic.claude-opus-4-20250514-v1:0 bedrock_converse/us.anthropic.claude-opus-4-1-20250805-v1:0 bedrock_converse/us.anthropic.claude-opus-4-20250514-v1:0
{"i":15,"o":75,"c":1.5,"w":18.75} bedrock/anthropic.claude-3-opus-20240229-v1:0 bedrock/eu.anthropic.claude-3-opus-20240229-v1:0 bedrock/us.anthropic.claude-3-opus-20240229-v1:0 vercel_ai_gateway/claude-3-opus vercel_ai_gateway/claude-4-opus vercel_ai_gateway/claude-opus-4 vercel_ai_gateway/claude-opus-4.1
{"i":15,"o":75} gmi/claude-opus-4 gradient_ai/anthropic-claude-3-opus v0/v0-1.5-lg vertex_ai-anthropic_models/claude-3-opus vertex_ai-anthropic_models/claude-3-opus@20240229
{"i":15.00002,"o":75.00003,"c":1.50003,"w":18.74999} databricks/databricks-claude-opus-4 databricks/databricks-claude-opus-4-1
{"i":150,"o":600,"s":0.01,"batch":{"i":75,"o":300}} openai/o1-pro openai/o1-pro-2025-03-19
{"i":16.5,"o":66,"c":8.25} azure/o1-preview
{"i":16.5,"o":82.5} deepinfra/claude-4-opus
{"i":18.8,"o":18.8} bedrock/ai21.j2-ultra-v1
{"i":2,"c":0.2,"p":2.5,"g":8,"batch":{"i":1,"c":0.1,"p":1.25}} openai/gpt-image-1-mini
{"i":2,"c":0.2,"p":2.5,"g":8} azure/gpt-image-1-mini
{"i":2,"o":10,"c":0.1,"over":{"272000":{"i":4,"o":15,"c":0.2}}} perplexity/gpt-6.1-sol
{"i":2,"o":10,"c":0.1,"r":10,"a":2,"s":0.014,"batch":{"i":1,"o":5,"c":0.05,"a":1},"flex":{"i":1,"o":5,"c":0.05},"priority":{"i":3.6,"o":18,"c":0.18,"a":3.6},"x":1.1} vertex_ai/gemini-4-argon
{"i":2,"o":10,"c":0.1,"r":10,"s":0.014,"batch":{"i":1,"o":5,"c":0.05},"flex":{"i":1,"o":5,"c":0.05},"priority":{"i":3.6,"o":18,"c":0.18}} gemini/gemini-4-argon
{"i":2,"o":10,"c":0.1,"w":2.5,"h":4,"s":0.01,"batch":{"i":1,"o":5,"c":0.05,"w":1.25},"us":{"i":2.2,"o":11,"c":0.11,"w":2.75,"h":4.4}} anthropic/claude-sonnet-5-5
{"i":2,"o":10,"c":0.1,"w":2.5,"h":4,"s":0.01,"batch":{"i":1,"o":5,"c":0.05,"w":1.25},"x":1.1} vertex_ai-anthropic_models/claude-sonnet-5-5 vertex_ai-anthropic_models/claude-sonnet-5-5@default
{"i":2,"o":10,"c":0.1,"w":2.5,"h":4,"s":0.01} bedrock_converse/anthropic.claude-sonnet-5-5 bedrock_converse/global.anthropic.claude-sonnet-5-5
{"i":2,"o":10,"c":0.1,"w":2.5,"over":{"272000":{"i":4,"o":15,"c":0.2,"w":5}},"ultrafast":{"i":12,"o":60,"c":0.6,"w":15,"over":{"272000":{"i":24,"o":90,"c":1.2,"w":30}}}} bedrock_converse/global.openai.gpt-6.1-sol
{"i":2,"o":10,"c":0.1,"w":2.5,"over":{"272000":{"i":4,"o":15,"c":0.2,"w":5}}} github_copilot/gpt-6.1-sol
{"i":2,"o":10,"c":0.1,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":15,"c":0.2,"w":5}},"batch":{"i":1,"o":5,"c":0.05,"w":1.25,"over":{"272000":{"i":2,"o":7.5,"c":0.1,"w":2.5}}},"flex":{"i":1,"o":5,"c":0.05,"w":1.25,"over":{"272000":{"i":2,"o":7.5,"c":0.1,"w":2.5}}},"priority":{"i":4,"o":20,"c":0.2,"w":5,"over":{"272000":{"i":8,"o":30,"c":0.4,"w":10}}},"ultrafast":{"i":12,"o":60,"c":0.6,"w":15,"over":{"272000":{"i":24,"o":90,"c":1.2,"w":30}}},"x":1.1} openai/gpt-6.1-sol
{"i":2,"o":10,"c":0.1,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":15,"c":0.2,"w":5}}} azure/gpt-6.1-sol azure/gpt-6.1-sol-2026-09-29 azure_ai/gpt-6.1-sol
{"i":2,"o":10,"c":0.1,"w":2.5} github_copilot/claude-sonnet-5.5
{"i":2,"o":10,"c":0.1} github_copilot/gemini-4-argon
{"i":2,"o":10,"c":0.2,"over":{"272000":{"i":4,"o":15,"c":0.4}}} perplexity/gpt-6-sol
{"i":2,"o":10,"c":0.2,"w":2.5,"h":4,"s":0.01,"batch":{"i":1,"o":5,"c":0.1,"w":1.25},"us":{"i":2.2,"o":11,"c":0.22,"w":2.75,"h":4.4}} anthropic/claude-sonnet-5
{"i":2,"o":10,"c":0.2,"w":2.5,"h":4,"s":0.01,"batch":{"i":1,"o":5},"x":1.1} vertex_ai-anthropic_models/claude-sonnet-5 vertex_ai-anthropic_models/claude-sonnet-5@default
{"i":2,"o":10,"c":0.2,"w":2.5,"h":4,"s":0.01} azure_ai/claude-sonnet-5 azure_ai/claude-sonnet-5-5 bedrock_converse/anthropic.claude-sonnet-5 bedrock_converse/global.anthropic.claude-sonnet-5
{"i":2,"o":10,"c":0.2,"w":2.5,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}}} bedrock_converse/global.openai.gpt-6-sol bedrock_converse/openai.gpt-6-sol github_copilot/gpt-6-sol
{"i":2,"o":10,"c":0.2,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}},"batch":{"i":1,"o":5,"c":0.1,"w":1.25,"over":{"272000":{"i":2,"o":7.5,"c":0.2,"w":2.5}}},"flex":{"i":1,"o":5,"c":0.1,"w":1.25,"over":{"272000":{"i":2,"o":7.5,"c":0.2,"w":2.5}}},"priority":{"i":4,"o":20,"c":0.4,"w":5,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}}},"x":1.1} openai/gpt-6-sol
{"i":2,"o":10,"c":0.2,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}},"priority":{"i":4,"o":20,"c":0.4,"w":5,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}}}} azure/gpt-6-sol azure/gpt-6-sol-2026-09-22
{"i":2,"o":10,"c":0.2,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}}} azure_ai/gpt-6-sol
{"i":2,"o":10,"c":0.2,"w":2.5} aihubmix/claude-sonnet-5 github_copilot/claude-sonnet-5
{"i":2,"o":10,"c":0.2} perplexity/claude-sonnet-5 perplexity/claude-sonnet-5-5
{"i":2,"o":10} deepinfra/claude-sonnet-5 vercel_ai_gateway/grok-2 vercel_ai_gateway/grok-2-vision
{"i":2,"o":12,"a":2} gemini/gemini-3.5-transcribe vertex_ai/gemini-3.5-transcribe-preview
{"i":2,"o":12,"c":0.2,"g":120,"batch":{"i":1,"o":6,"c":0.1}} vertex_ai-language-models/deep-research-pro-preview-12-2025
{"i":2,"o":12,"c":0.2,"g":120,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4}},"batch":{"i":1,"o":6,"c":0.1},"flex":{"i":1,"o":6,"c":0.1},"priority":{"i":3.6,"o":21.6,"c":0.36,"over":{"200000":{"i":7.2,"o":32.4,"c":0.72}}}} vertex_ai-language-models/gemini-3-pro-image
{"i":2,"o":12,"c":0.2,"g":120,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4}},"batch":{"i":1,"o":6,"c":0.1},"priority":{"i":3.6,"o":21.6,"c":0.36,"over":{"200000":{"i":7.2,"o":32.4,"c":0.72}}}} vertex_ai-language-models/gemini-3-pro-image-preview
{"i":2,"o":12,"c":0.2,"over":{"200000":{"i":4,"o":18,"c":0.4}}} perplexity/gemini-3.1-pro-preview
{"i":2,"o":12,"c":0.2,"over":{"272000":{"i":4,"o":18,"c":0.4}}} perplexity/gpt-5.6-terra
{"i":2,"o":12,"c":0.2,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4,"w":0.25}},"batch":{"i":1,"o":6},"flex":{"i":1,"o":6},"priority":{"i":3.6,"o":21.6,"c":0.36,"over":{"200000":{"i":7.2,"o":32.4,"c":0.72}}}} vertex_ai-language-models/gemini-3.1-pro-preview vertex_ai/gemini-3.1-pro-preview
{"i":2,"o":12,"c":0.2,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4,"w":0.25}},"batch":{"i":1,"o":6},"priority":{"i":3.6,"o":21.6,"c":0.36,"over":{"200000":{"i":7.2,"o":32.4,"c":0.72}}}} vertex_ai/gemini-3-pro-preview vertex_ai/gemini-3.1-pro-preview-customtools
{"i":2,"o":12,"c":0.2,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4,"w":0.25}},"batch":{"i":1,"o":6}} vertex_ai-language-models/gemini-3.1-pro-preview-customtools
{"i":2,"o":12,"c":0.2,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4}},"batch":{"i":1,"o":6,"c":0.2},"flex":{"i":1,"o":6,"c":0.2},"priority":{"i":3.6,"o":21.6,"c":0.36,"over":{"200000":{"i":7.2,"o":32.4,"c":0.72}}}} gemini/gemini-3.1-pro-preview gemini/gemini-3.1-pro-preview-customtools
{"i":2,"o":12,"c":0.2,"s":0.014,"over":{"200000":{"i":4,"o":18,"c":0.4}},"batch":{"i":1,"o":6},"flex":{"i":1,"o":6,"c":0.2},"priority":{"i":3.6,"o":21.6,"c":0.36,"over":{"200000":{"i":7.2,"o":32.4,"c":0.72}}}} gemini/gemini-pro-latest
{"i":2,"o":12,"c":0.2,"w":2.5,"over":{"272000":{"i":4,"o":18,"c":0.4,"w":5}}} bedrock_converse/global.openai.gpt-5.6-terra github_copilot/gpt-5.6-terra
{"i":2,"o":12,"c":0.2,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":18,"c":0.4,"w":5}},"batch":{"i":1,"o":6,"c":0.1,"w":1.25,"over":{"272000":{"i":2,"o":9,"c":0.2,"w":2.5}}},"flex":{"i":1,"o":6,"c":0.1,"w":1.25,"over":{"272000":{"i":2,"o":9,"c":0.2,"w":2.5}}},"priority":{"i":4,"o":24,"c":0.4,"w":5,"over":{"272000":{"i":8,"o":36,"c":0.8,"w":10}}},"x":1.1} openai/gpt-5.6-terra
{"i":2,"o":12,"c":0.2,"w":2.5,"s":0.01,"over":{"272000":{"i":4,"o":18,"c":0.4,"w":5}},"flex":{"i":1,"o":6,"c":0.1,"w":1.25,"over":{"272000":{"i":2,"o":9,"c":0.2,"w":2.5}}},"priority":{"i":4,"o":24,"c":0.4,"w":5,"over":{"272000":{"i":8,"o":36,"c":0.8,"w":10}}}} azure/gpt-5.6-terra azure/gpt-5.6-terra-2026-07-09
{"i":2,"o":12,"c":0.2,"w":2.5} aihubmix/gpt-5.6-terra
{"i":2,"o":12,"c":0.2} aihubmix/gemini-3.1-pro-preview aihubmix/gemini-3.1-pro-preview-customtools
{"i":2,"o":12,"g":120,"s":0.014,"batch":{"i":1,"o":6,"g":60},"flex":{"i":1,"o":6},"priority":{"i":3.6,"o":21.6}} gemini/gemini-3-pro-image
{"i":2,"o":12,"g":120,"s":0.014,"batch":{"i":1,"o":6},"flex":{"i":1,"o":6},"priority":{"i":3.6,"o":21.6}} gemini/gemini-3-pro-image-preview gemini/nano-banana-pro-preview
{"i":2,"o":12,"over":{"200000":{"i":4,"o":18}}} replicate/gemini-3-pro
{"i":2,"o":12,"s":0.035,"batch":{"i":1,"o":6}} gemini/deep-research-max-preview-04-2026 gemini/deep-research-preview-04-2026 gemini/deep-research-pro-preview-12-2025
{"i":2,"o":12} deepinfra/gemini-3.1-pro
{"i":2,"o":2,"batch":{"i":1,"o":1}} text-completion-openai/davinci-002
{"i":2,"o":2} hyperbolic/kimi-k2-instruct hyperbolic/qwen3-235b-a22b oci/meta.llama-3.2-11b-vision-instruct oci/meta.llama-3.2-90b-vision-instruct together_ai/deepseek-r1-distill-llama-70b together_ai/qwen3-coder-480b-a35b-instruct-fp8 watsonx/llama-3-2-90b-vision-instruct
{"i":2,"o":5} moonshot/moonshot-v1-128k moonshot/moonshot-v1-128k-vision-preview moonshot/moonshot-v1-auto vercel_ai_gateway/magistral-medium
{"i":2,"o":6,"c":0.25,"priority":{"i":3,"o":9,"c":0.375}} fireworks_ai/qwen3p8-max
{"i":2,"o":6,"c":0.25} dashscope/qwen3.8-max novita/qwen3.8-max qwen_ai_platform/qwen3.8-max qwencloud/qwen3.8-max together_ai/qwen3.8-2.4t-a95b
{"i":2,"o":6,"c":0.2} aihubmix/grok-4-20-non-reasoning aihubmix/grok-4-20-reasoning deepinfra/qwen3.8-2.4t-a95b mistral/pixtral-large-latest
{"i":2,"o":6,"c":0.3,"over":{"200000":{"i":4,"o":12,"c":0.6}}} perplexity/grok-4.5
{"i":2,"o":6,"c":0.3,"p":2,"s":0.005,"over":{"200000":{"i":4,"o":12,"c":0.6}}} xai/grok-4.5 xai/grok-4.5-latest xai/grok-build-latest
{"i":2,"o":6,"c":0.5,"flex":{"i":1,"o":3,"c":0.25},"priority":{"i":3.5,"o":10.5,"c":0.875}} bedrock_converse/global.xai.grok-4.6 bedrock_converse/global.xai.grok-4.7
{"i":2,"o":6,"c":0.5,"over":{"200000":{"i":4,"o":12,"c":1}}} azure_ai/grok-4.6 azure_ai/grok-4.7 github_copilot/grok-4.5 github_copilot/grok-4.6 github_copilot/grok-4.7 perplexity/grok-4.6 perplexity/grok-4.7 vertex_ai/grok-4.6 vertex_ai/grok-4.7
{"i":2,"o":6,"c":0.5,"p":2,"s":0.005,"over":{"200000":{"i":4,"o":12,"c":1}}} xai/grok-4.6 xai/grok-4.7
{"i":2,"o":6,"c":0.5} aihubmix/grok-4.6 aihubmix/qwen3.8-2.4t-a95b
{"i":2,"o":6} azure_ai/mistral-large-2407 azure_ai/mistral-large-latest bedrock/mistral.mistral-large-2407-v1:0 bedrock_converse/eu.mistral.pixtral-large-2502-v1:0 bedrock_converse/mistral.pixtral-large-2502-v1:0 bedrock_converse/us.mistral.pixtral-large-2502-v1:0 snowflake/mistral-large2 vercel_ai_gateway/mistral-large vercel_ai_gateway/pixtral-large vertex_ai-mistral_models/mistral-large-2411 vertex_ai-mistral_models/mistral-large@2407 vertex_ai-mistral_models/mistral-large@2411-001 vertex_ai-mistral_models/mistral-large@latest
{"i":2,"o":8,"c":0.2} azure_ai/mai-thinking-1
{"i":2,"o":8,"c":0.3} fireworks_ai/kimi-k2p6-fast
{"i":2,"o":8,"c":0.5,"batch":{"i":1,"o":4},"priority":{"i":3.5,"o":14,"c":0.875}} azure/gpt-4.1 azure/gpt-4.1-2025-04-14
{"i":2,"o":8,"c":0.5,"batch":{"i":1,"o":4}} azure/o3-2025-04-16
{"i":2,"o":8,"c":0.5,"s":0.01,"batch":{"i":1,"o":4},"flex":{"i":1,"o":4,"c":0.25},"priority":{"i":3.5,"o":14,"c":0.875}} openai/o3 openai/o3-2025-04-16
{"i":2,"o":8,"c":0.5,"s":0.01} openai/o4-mini-deep-research openai/o4-mini-deep-research-2025-06-26
{"i":2,"o":8,"c":0.5,"s":0.025,"batch":{"i":1,"o":4},"priority":{"i":3.5,"o":14,"c":0.875}} openai/gpt-4.1 openai/gpt-4.1-2025-04-14
{"i":2,"o":8,"c":0.5,"w":0} vercel_ai_gateway/gpt-4.1 vercel_ai_gateway/o3
{"i":2,"o":8,"c":0.5} azure/o3 snowflake/openai-gpt-4.1
{"i":2,"o":8,"r":3,"s":0.005} perplexity/sonar-deep-research
{"i":2,"o":8,"s":0.006} perplexity/sonar-reasoning-pro
{"i":2,"o":8} ai21/jamba-1.5-large ai21/jamba-1.5-large@001 ai21/jamba-large-1.6 ai21/jamba-large-1.7 aihubmix/mai-thinking-1 bedrock/ai21.jamba-1-5-large-v1:0 gradient_ai/openai-o3 replicate/gpt-4.1 vercel_ai_gateway/sonar-reasoning-pro vertex_ai-ai21_models/jamba-1.5-large vertex_ai-ai21_models/jamba-1.5-large@001
{"i":2.1,"o":6.6,"c":0.21} baseten/glm-5.2-fast baseten/glm-5.3-fast fireworks_ai/glm-5p2-fast fireworks_ai/glm-5p2-fast-us
{"i":2.1,"o":6.6,"c":0.39,"priority":{"i":2.625,"o":8.25,"c":0.4875}} fireworks_ai/glm-5p3-us
{"i":2.1,"o":6.6,"c":0.39} fireworks_ai/glm-5p3-fast
{"i":2.11,"o":8.45} novita/qwen3-max
{"i":2.2,"o":11,"c":0.11,"w":2.75,"h":4.4,"s":0.01} bedrock_converse/au.anthropic.claude-sonnet-5-5 bedrock_converse/eu.anthropic.claude-sonnet-5-5 bedrock_converse/jp.anthropic.claude-sonnet-5-5 bedrock_converse/us.anthropic.claude-sonnet-5-5 bedrock_mantle/anthropic.claude-sonnet-5-5
{"i":2.2,"o":11,"c":0.11,"w":2.75,"h":4.4} bedrock_converse/apac.anthropic.claude-sonnet-5-5
{"i":2.2,"o":11,"c":0.11,"w":2.75,"over":{"272000":{"i":4.4,"o":16.5,"c":0.22,"w":5.5}},"ultrafast":{"i":13.2,"o":66,"c":0.66,"w":16.5,"over":{"272000":{"i":26.4,"o":99,"c":1.32,"w":33}}}} bedrock_converse/us.openai.gpt-6.1-sol bedrock_mantle/openai.gpt-6.1-sol
{"i":2.2,"o":11,"c":0.22,"w":2.75,"h":4.4,"s":0.01} bedrock_converse/au.anthropic.claude-sonnet-5 bedrock_converse/eu.anthropic.claude-sonnet-5 bedrock_converse/jp.anthropic.claude-sonnet-5 bedrock_converse/us.anthropic.claude-sonnet-5
{"i":2.2,"o":11,"c":0.22,"w":2.75,"h":4.4} bedrock_converse/apac.anthropic.claude-sonnet-5
{"i":2.2,"o":11,"c":0.22,"w":2.75,"over":{"272000":{"i":4.4,"o":16.5,"c":0.44,"w":5.5}}} bedrock_converse/us.openai.gpt-6-sol bedrock_mantle/openai.gpt-6-sol
{"i":2.2,"o":13.2,"c":0.22,"w":2.75,"over":{"272000":{"i":4.4,"o":19.8,"c":0.44,"w":5.5}}} bedrock_converse/us.openai.gpt-5.6-terra
{"i":2.2,"o":13.2,"c":0.22,"w":2.75,"s":0.012,"over":{"272000":{"i":4.4,"o":19.8,"c":0.44,"w":5.5}}} bedrock_mantle/openai.gpt-5.6-terra
{"i":2.2,"o":6.6,"c":0.55,"flex":{"i":1.1,"o":3.3,"c":0.275},"priority":{"i":3.85,"o":11.55,"c":0.9625}} bedrock_converse/us.xai.grok-4.6 bedrock_converse/us.xai.grok-4.7 bedrock_mantle/xai.grok-4.6
{"i":2.2,"o":8.9} zai/glm-4.5-x
{"i":2.254,"o":7.889,"c":0.5635} aihubmix/glm-5.2-fast-preview
{"i":2.31,"o":7.26,"c":0.231} azure_ai/fw-glm-5.2-fast
{"i":2.4,"o":12,"c":0.12,"w":3,"h":4.8} bedrock/anthropic.claude-sonnet-5-5 bedrock_converse/us-gov.anthropic.claude-sonnet-5-5
{"i":2.4,"o":12,"c":0.24,"w":3,"h":4.8} bedrock/anthropic.claude-sonnet-5 bedrock_converse/us-gov.anthropic.claude-sonnet-5
{"i":2.4,"o":2.4} bedrock/meta.llama3-1-405b-instruct-v1:0 bedrock/us.meta.llama3-1-405b-instruct-v1:0
{"i":2.4,"o":4.8,"c":0.2} dashscope/deepseek-v4-pro qwen_ai_platform/deepseek-v4-pro qwencloud/deepseek-v4-pro
{"i":2.49998,"o":15.00002,"c":0.24997,"w":2.49998} databricks/databricks-gemini-3-1-pro databricks/databricks-gemini-3-pro databricks/databricks-gpt-5-4
{"i":2.49998,"o":15.00002,"c":0.24997,"w":3.12501} databricks/databricks-gpt-5-6-terra
{"i":2.49998,"o":7.50001,"c":0.62503,"w":2.49998} databricks/databricks-grok-4-6
{"i":2.5,"o":10,"a":2.5} openai/gpt-4o-transcribe openai/gpt-4o-transcribe-diarize
{"i":2.5,"o":10,"a":32,"b":64,"s":0.01} openai/gpt-audio openai/gpt-audio-1.5 openai/gpt-audio-2025-08-28
{"i":2.5,"o":10,"a":32,"b":64} azure/gpt-audio-1.5 azure/gpt-audio-1.5-2026-02-23
{"i":2.5,"o":10,"a":40,"b":80,"s":0.01} openai/gpt-4o-audio-preview-2024-12-17 openai/gpt-4o-audio-preview-2025-06-03
{"i":2.5,"o":10,"a":40,"b":80} azure/gpt-4o-audio-preview-2024-12-17 azure/gpt-audio azure/gpt-audio-2025-08-28
{"i":2.5,"o":10,"a":6} azure/gpt-4o-transcribe azure/gpt-4o-transcribe-diarize
{"i":2.5,"o":10,"c":1.25,"batch":{"i":1.25,"o":5}} azure/gpt-4o-2024-08-06 azure/gpt-4o-2024-11-20
{"i":2.5,"o":10,"c":1.25,"q":0.025,"batch":{"i":1.25,"o":5}} openai/gpt-4o-search-preview openai/gpt-4o-search-preview-2025-03-11
{"i":2.5,"o":10,"c":1.25,"s":0.01,"batch":{"i":1.25,"o":5},"priority":{"i":4.25,"o":17,"c":2.125}} openai/gpt-4o openai/gpt-4o-2024-08-06 openai/gpt-4o-2024-11-20
{"i":2.5,"o":10,"c":1.25,"w":0} vercel_ai_gateway/gpt-4o
{"i":2.5,"o":10,"c":1.25} azure/gpt-4o
{"i":2.5,"o":10} aihubmix/command-a-plus-05-2026 azure_ai/cohere-command-a bedrock_converse/us.writer.palmyra-x4-v1:0 bedrock_converse/writer.palmyra-x4-v1:0 cohere_chat/command-a-03-2025 cohere_chat/command-r-plus-08-2024 gmi/gpt-4o replicate/gpt-4o vercel_ai_gateway/command-a vercel_ai_gateway/command-r-plus
{"i":2.5,"o":12.5,"c":0.25,"flex":{"i":1.25,"o":6.25,"c":0.15}} sail/kimi-k3
{"i":2.5,"o":12.5,"c":0.625,"batch":{"i":1.25,"o":6.25},"priority":{"i":4.375,"o":21.875,"c":1.09375}} bedrock_converse/amazon.nova-premier-v1:0
{"i":2.5,"o":12.5,"c":1} cognition/swe-1.7-lightning
{"i":2.5,"o":12.5} amazon_nova/nova-premier-v1
{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5,"c":0.5}},"batch":{"i":1.25,"o":7.5,"c":0.13,"over":{"272000":{"i":2.5,"o":11.25,"c":0.25}}},"flex":{"i":1.25,"o":7.5,"over":{"272000":{"i":2.5,"o":11.25,"c":0.25}}},"priority":{"i":5,"o":30,"c":0.5,"over":{"272000":{"i":10,"o":45,"c":1}}}} azure/gpt-5.4 azure/gpt-5.4-2026-03-05
{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5,"c":0.5}},"priority":{"i":5,"o":30,"c":0.5,"over":{"272000":{"i":10,"o":45,"c":1}}}} azure_ai/gpt-5.4 azure_ai/gpt-5.4-2026-03-05
{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5,"c":0.5}}} bedrock_converse/global.openai.gpt-5.4 github_copilot/gpt-5.4
{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5}}} perplexity/gpt-5.4
{"i":2.5,"o":15,"c":0.25,"s":0.01,"over":{"272000":{"i":5,"o":22.5,"c":0.5}},"batch":{"i":1.25,"o":7.5,"c":0.13,"over":{"272000":{"i":2.5,"o":11.25,"c":0.25}}},"flex":{"i":1.25,"o":7.5,"c":0.13,"over":{"272000":{"i":2.5,"o":11.25,"c":0.25}}},"priority":{"i":5,"o":30,"c":0.5},"x":1.1} openai/gpt-5.4 openai/gpt-5.4-2026-03-05
{"i":2.5,"o":15,"c":0.25} aihubmix/gpt-5.4-high aihubmix/gpt-5.4-low
{"i":2.5,"o":2.5} crusoe/kimi-k2-thinking
{"i":2.5,"o":7.5,"c":0.5,"w":3.125} dashscope/qwen3.7-max qwen_ai_platform/qwen3.7-max qwencloud/qwen3.7-max
{"i":2.5,"o":7.5,"c":0.5} deepinfra/qwen3.7-max
{"i":2.64,"o":7.92,"c":0.66} bedrock_converse/us-gov.xai.grok-4.6
{"i":2.65,"o":3.5} bedrock/meta.llama3-70b-instruct-v1:0
{"i":2.68,"o":3.54} azure_ai/meta-llama-3.1-70b-instruct
{"i":2.75,"o":16.5,"c":0.275,"over":{"272000":{"i":5.5,"o":24.75,"c":0.55}}} bedrock_converse/us.openai.gpt-5.4
{"i":2.75,"o":16.5,"c":0.275,"s":0.012,"over":{"272000":{"i":5.5,"o":24.75,"c":0.55}}} bedrock_mantle/openai.gpt-5.4
{"i":2.8,"o":8.8,"c":0.52} fireworks_ai/glm-5p1-fast
{"i":2.83,"o":14.13,"c":0.28} scx-ai/kimi-k3
{"i":2.85,"o":14.25,"c":0.285} deepinfra/kimi-k3
{"i":2.99999,"o":15.00002,"c":0.30002,"w":2.99999} databricks/databricks-kimi-k3
{"i":2.99999,"o":15.00002,"c":0.30002,"w":3.74997} databricks/databricks-claude-sonnet-4 databricks/databricks-claude-sonnet-4-1 databricks/databricks-claude-sonnet-4-5 databricks/databricks-claude-sonnet-4-6 databricks/databricks-claude-sonnet-5
{"i":20,"o":80,"batch":{"i":10,"o":40}} azure/o3-pro azure/o3-pro-2025-06-10
{"i":20,"o":80,"s":0.01,"batch":{"i":10,"o":40}} openai/o3-pro openai/o3-pro-2025-06-10
{"i":21,"o":168,"s":0.01,"batch":{"i":10.5,"o":84}} azure/gpt-5.2-pro azure/gpt-5.2-pro-2025-12-11 openai/gpt-5.2-pro openai/gpt-5.2-pro-2025-12-11
{"i":27.5,"o":137.5,"c":2.75,"w":34.375,"h":55} bedrock/anthropic.claude-mythos-preview bedrock_converse/apac.anthropic.claude-mythos-preview bedrock_converse/au.anthropic.claude-mythos-preview bedrock_converse/us.anthropic.claude-mythos-preview
{"i":29.99997,"o":180.00003,"c":29.99997,"w":29.99997} databricks/databricks-gpt-5-5-pro
{"i":3,"o":10} watsonx/mistral-large watsonx/mistral-medium-2505
{"i":3,"o":12,"c":0.75,"s":0.01,"batch":{"i":1.5,"o":6,"c":0.5}} openai/ft:gpt-4.1-2025-04-14
{"i":3,"o":12,"s":0.01} openai/computer-use-preview openai/computer-use-preview-2025-03-11
{"i":3,"o":12} azure/computer-use-preview
{"i":3,"o":15,"c":0.3,"priority":{"i":3.75,"o":18.75,"c":0.375}} fireworks_ai/ember-1 fireworks_ai/kimi-k3
{"i":3,"o":15,"c":0.3,"w":0} tencent/kimi-k3
{"i":3,"o":15,"c":0.3,"w":3.75,"flex":{"i":1.5,"o":7.5,"c":0.15,"w":1.875},"priority":{"i":5.25,"o":26.25,"c":0.525,"w":6.5625}} bedrock_converse/global.moonshotai.kimi-k3
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"over":{"200000":{"i":6,"o":22.5,"c":0.6,"w":7.5,"h":12}},"batch":{"i":1.5,"o":7.5,"c":0.15,"w":1.88},"x":1.1} vertex_ai-anthropic_models/claude-sonnet-4-5 vertex_ai-anthropic_models/claude-sonnet-4-5@20250929
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"over":{"200000":{"i":6,"o":22.5,"c":0.6,"w":7.5,"h":12}},"batch":{"i":1.5,"o":7.5}} bedrock/claude-sonnet-4-5-20250929-v1:0
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"s":0.01,"batch":{"i":1.5,"o":7.5,"c":0.15,"w":1.875},"us":{"i":3.3,"o":16.5,"c":0.33,"w":4.125,"h":6.6}} anthropic/claude-sonnet-4-6
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"s":0.01,"batch":{"i":1.5,"o":7.5,"c":0.15,"w":1.875}} anthropic/claude-sonnet-4-5 anthropic/claude-sonnet-4-5-20250929
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"s":0.01,"batch":{"i":1.5,"o":7.5,"c":0.15,"w":1.88},"x":1.1} vertex_ai-anthropic_models/claude-sonnet-4-6 vertex_ai-anthropic_models/claude-sonnet-4-6@default
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"s":0.01,"over":{"200000":{"i":6,"o":22.5,"c":0.6,"w":7.5,"h":12}},"batch":{"i":1.5,"o":7.5}} bedrock_converse/anthropic.claude-sonnet-4-5-20250929-v1:0 bedrock_converse/global.anthropic.claude-sonnet-4-5-20250929-v1:0
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6,"s":0.01} bedrock_converse/anthropic.claude-sonnet-4-6 bedrock_converse/global.anthropic.claude-sonnet-4-6
{"i":3,"o":15,"c":0.3,"w":3.75,"h":6} azure_ai/claude-sonnet-4-5 azure_ai/claude-sonnet-4-6
{"i":3,"o":15,"c":0.3,"w":3.75,"s":0.01,"over":{"200000":{"i":6,"o":22.5,"c":0.6,"w":7.5}}} bedrock_converse/anthropic.claude-sonnet-4-20250514-v1:0 bedrock_converse/apac.anthropic.claude-sonnet-4-20250514-v1:0 bedrock_converse/eu.anthropic.claude-sonnet-4-20250514-v1:0 bedrock_converse/global.anthropic.claude-sonnet-4-20250514-v1:0 bedrock_converse/us.anthropic.claude-sonnet-4-20250514-v1:0
{"i":3,"o":15,"c":0.3,"w":3.75} bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0 bedrock/anthropic.claude-3-5-sonnet-20241022-v2:0 bedrock/eu.anthropic.claude-3-5-sonnet-20240620-v1:0 bedrock/eu.anthropic.claude-3-5-sonnet-20241022-v2:0 bedrock/eu.anthropic.claude-3-7-sonnet-20250219-v1:0 bedrock/us.anthropic.claude-3-5-sonnet-20240620-v1:0 bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0 bedrock_converse/anthropic.claude-3-7-sonnet-20250219-v1:0 bedrock_converse/us.anthropic.claude-3-7-sonnet-20250219-v1:0 github_copilot/claude-sonnet-4.6 vercel_ai_gateway/claude-3-5-sonnet vercel_ai_gateway/claude-3-5-sonnet-20241022 vercel_ai_gateway/claude-3-7-sonnet vercel_ai_gateway/claude-3.5-sonnet vercel_ai_gateway/claude-3.7-sonnet vercel_ai_gateway/claude-4-sonnet vercel_ai_gateway/claude-sonnet-4 vercel_ai_gateway/claude-sonnet-4.5
{"i":3,"o":15,"c":0.3} aihubmix/kimi-k3 azure_ai/fw-kimi-k3 baseten/kimi-k3 github_copilot/kimi-k3 moonshot/kimi-k3 novita/kimi-k3 perplexity/claude-sonnet-4-5 perplexity/claude-sonnet-4-6 perplexity/kimi-k3 snowflake/claude-3-5-sonnet snowflake/claude-3-7-sonnet snowflake/claude-4-sonnet snowflake/claude-sonnet-4-5 snowflake/claude-sonnet-4-6 together_ai/kimi-k3
{"i":3,"o":15,"s":0.006} perplexity/sonar-pro
{"i":3,"o":15} azure/command-r-plus azure_ai/grok-3 azure_ai/grok-4 deepinfra/claude-sonnet-4-6 gmi/claude-sonnet-4 gmi/claude-sonnet-4.5 gradient_ai/anthropic-claude-3.5-sonnet gradient_ai/anthropic-claude-3.7-sonnet nebius/kimi-k3 oci/xai.grok-3 oci/xai.grok-4 oci/xai.grok-4.20 oci/xai.grok-4.20-multi-agent replicate/claude-3.7-sonnet replicate/claude-4-sonnet replicate/claude-4.5-sonnet v0/v0-1.0-md v0/v0-1.5-md vercel_ai_gateway/grok-3 vercel_ai_gateway/grok-4 vercel_ai_gateway/sonar-pro vercel_ai_gateway/v0-1.0-md vercel_ai_gateway/v0-1.5-md vertex_ai-anthropic_models/claude-3-5-sonnet vertex_ai-anthropic_models/claude-3-5-sonnet@20240620 vertex_ai-anthropic_models/claude-3-sonnet vertex_ai-anthropic_models/claude-3-sonnet@20240229
{"i":3,"o":3} ai21/j2-light crusoe/qwen3-235b-a22b-instruct-2507 fireworks_ai/llama-v3p1-405b-instruct fireworks_ai/yi-large vertex_ai-mistral_models/mistral-nemo@2407
{"i":3,"o":4,"s":0.01} openai/gpt-3.5-turbo-16k
{"i":3,"o":4.5} sambanova/deepseek-v3.1 sambanova/deepseek-v3.2
{"i":3,"o":4} azure/gpt-35-turbo-16k azure/gpt-35-turbo-16k-0613
{"i":3,"o":6,"s":0.01,"batch":{"i":1.5,"o":3}} openai/ft:gpt-3.5-turbo
{"i":3,"o":6,"s":0.01} openai/ft:gpt-3.5-turbo-0125 openai/ft:gpt-3.5-turbo-0613 openai/ft:gpt-3.5-turbo-1106
{"i":3,"o":7} crusoe/deepseek-r1-0528 together_ai/deepseek-r1-0528
{"i":3,"o":8} fireworks_ai/deepseek-r1 fireworks_ai/deepseek-r1-0528
{"i":3.3,"o":16.5,"c":0.33,"w":4.125,"flex":{"i":1.65,"o":8.25,"c":0.165,"w":2.0625},"priority":{"i":5.775,"o":28.875,"c":0.5775,"w":7.21875}} bedrock_converse/in.moonshotai.kimi-k3 bedrock_converse/moonshotai.kimi-k3 bedrock_converse/us.moonshotai.kimi-k3
{"i":3.3,"o":16.5,"c":0.33,"w":4.125,"h":6.6,"s":0.01,"over":{"200000":{"i":6.6,"o":24.75,"c":0.66,"w":8.25,"h":13.2}},"batch":{"i":1.65,"o":8.25}} bedrock_converse/au.anthropic.claude-sonnet-4-5-20250929-v1:0 bedrock_converse/eu.anthropic.claude-sonnet-4-5-20250929-v1:0 bedrock_converse/jp.anthropic.claude-sonnet-4-5-20250929-v1:0 bedrock_converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0
{"i":3.3,"o":16.5,"c":0.33,"w":4.125,"h":6.6,"s":0.01} bedrock_converse/au.anthropic.claude-sonnet-4-6 bedrock_converse/eu.anthropic.claude-sonnet-4-6 bedrock_converse/jp.anthropic.claude-sonnet-4-6 bedrock_converse/us.anthropic.claude-sonnet-4-6
{"i":3.3,"o":16.5,"c":0.33,"w":4.125,"h":6.6} bedrock_converse/apac.anthropic.claude-sonnet-4-6
{"i":3.3,"o":16.5,"c":0.33} deepinfra/claude-3-7-sonnet-latest
{"i":3.3,"o":16.5} deepinfra/claude-4-sonnet
{"i":3.5,"o":21,"a":3.5} gemini/gemini-3.5-transcribe-live vertex_ai/gemini-3.5-transcribe-live-preview
{"i":3.5,"o":28,"c":0.35} perplexity/gpt-5.3-codex
{"i":3.5,"o":3.5} together_ai/llama-3.1-405b-instruct
{"i":3.6,"o":18,"c":0.36,"w":4.5,"h":7.2,"over":{"200000":{"i":7.2,"o":27,"c":0.72,"w":9,"h":14.4}}} bedrock_converse/us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0
{"i":3.6,"o":18,"c":0.36,"w":4.5,"h":7.2} bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0
{"i":3.6,"o":18,"c":0.36,"w":4.5} bedrock/anthropic.claude-3-7-sonnet-20240620-v1:0
{"i":3.75,"o":10,"r":10} replicate/deepseek-r1
{"i":3.75,"o":15,"c":1.875,"s":0.01,"batch":{"i":2.225,"o":12.5,"c":0.9}} openai/ft:gpt-4o-2024-08-06
{"i":3.75,"o":15,"w":1.875,"s":0.01} openai/ft:gpt-4o-2024-11-20
{"i":3.75,"o":18.75} replicate/claude-3.5-sonnet
{"i":30,"o":180,"c":3,"over":{"272000":{"i":60,"o":270,"c":6}},"priority":{"i":60,"o":360,"c":6,"over":{"272000":{"i":120,"o":540,"c":12}}}} azure_ai/gpt-5.4-pro azure_ai/gpt-5.4-pro-2026-03-05
{"i":30,"o":180,"c":3,"s":0.01,"over":{"272000":{"i":60,"o":270,"c":6}},"batch":{"i":15,"o":90,"over":{"272000":{"i":30,"o":135}}},"flex":{"i":15,"o":90,"over":{"272000":{"i":30,"o":135}}}} azure/gpt-5.4-pro azure/gpt-5.4-pro-2026-03-05
{"i":30,"o":180,"c":3,"s":0.01,"over":{"272000":{"i":60,"o":270,"c":6}}} azure/gpt-5.5-pro azure/gpt-5.5-pro-2026-04-23
{"i":30,"o":180,"s":0.01,"over":{"272000":{"i":60,"o":270}},"batch":{"i":15,"o":90,"over":{"272000":{"i":30,"o":135}}},"flex":{"i":15,"o":90,"over":{"272000":{"i":30,"o":135}}},"x":1.1} openai/gpt-5.4-pro openai/gpt-5.4-pro-2026-03-05
{"i":30,"o":180,"s":0.01,"over":{"272000":{"i":60,"o":270}},"batch":{"i":15,"o":90,"over":{"272000":{"i":30,"o":135}}},"flex":{"i":15,"o":90},"x":1.1} openai/gpt-5.5-pro openai/gpt-5.5-pro-2026-04-23
{"i":30,"o":180} aihubmix/gpt-5.5-pro
{"i":30,"o":60,"s":0.01,"batch":{"i":15,"o":30}} openai/gpt-4-0613
{"i":30,"o":60,"s":0.01} openai/ft:gpt-4-0613 openai/gpt-4
{"i":30,"o":60} azure/gpt-4 azure/gpt-4-0613
{"i":3200,"o":9710} azure_ai/jais-30b-chat
{"i":4,"o":12} azure_ai/mistral-large bedrock/mistral.mistral-large-2402-v1:0
{"i":4,"o":16,"c":1,"s":0.01,"batch":{"i":2,"o":8,"c":0.5}} openai/ft:o4-mini-2025-04-16
{"i":4,"o":20,"c":0.2,"r":20,"a":4,"s":0.014,"batch":{"i":2,"o":10,"c":0.1,"a":2},"flex":{"i":2,"o":10,"c":0.1},"priority":{"i":7.2,"o":36,"c":0.36,"a":7.2},"x":1.1} vertex_ai/gemini-4-argon-cyber-permissive
{"i":4,"o":20,"c":0.2,"s":0.0025} meta/muse-wonder-1.0
{"i":4,"o":20,"c":0.2,"w":5,"h":8,"s":0.01,"batch":{"i":2,"o":10,"c":0.1,"w":2.5},"us":{"i":4.4,"o":22,"c":0.22,"w":5.5,"h":8.8},"fast":{"i":8,"o":40,"c":0.4,"w":10,"h":16},"us_fast":{"i":8.8,"o":44,"c":0.44,"w":11,"h":17.6}} anthropic/claude-opus-5-5
{"i":4,"o":20,"c":0.2,"w":5,"h":8,"s":0.01,"batch":{"i":2.5,"o":12.5,"c":0.1,"w":2.5},"x":1.1} vertex_ai-anthropic_models/claude-opus-5-5 vertex_ai-anthropic_models/claude-opus-5-5@default
{"i":4,"o":20,"c":0.2,"w":5,"h":8,"s":0.01} azure_ai/claude-opus-5-5 bedrock_converse/anthropic.claude-opus-5-5 bedrock_converse/global.anthropic.claude-opus-5-5
{"i":4,"o":20,"c":0.2,"w":5} github_copilot/claude-opus-5.5
{"i":4,"o":20,"c":0.2} perplexity/claude-opus-5-5
{"i":4,"o":20,"c":0.4,"over":{"272000":{"i":8,"o":30,"c":0.8}}} perplexity/gpt-5.6-sol
{"i":4,"o":20,"c":0.4,"w":5,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}}} bedrock_converse/global.openai.gpt-5.6-sol github_copilot/gpt-5.6-sol
{"i":4,"o":20,"c":0.4,"w":5,"s":0.01,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}},"batch":{"i":2,"o":10,"c":0.2,"w":2.5,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}}},"flex":{"i":2,"o":10,"c":0.2,"w":2.5,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}}},"priority":{"i":8,"o":40,"c":0.8,"w":10,"over":{"272000":{"i":16,"o":60,"c":1.6,"w":20}}},"x":1.1} openai/gpt-5.6 openai/gpt-5.6-sol
{"i":4,"o":20,"c":0.4,"w":5,"s":0.01,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}},"flex":{"i":2,"o":10,"c":0.2,"w":2.5,"over":{"272000":{"i":4,"o":15,"c":0.4,"w":5}}},"priority":{"i":8,"o":40,"c":0.8,"w":10,"over":{"272000":{"i":16,"o":60,"c":1.6,"w":20}}}} azure/gpt-5.6-sol azure/gpt-5.6-sol-2026-07-09
{"i":4,"o":20,"c":0.4,"w":5,"s":0.01,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}},"priority":{"i":8,"o":40,"c":0.8,"w":10,"over":{"272000":{"i":16,"o":60,"c":1.6,"w":20}}}} azure/gpt-5.6
{"i":4,"o":20,"c":0.4,"w":5,"s":0.01,"over":{"272000":{"i":8,"o":30,"c":0.8,"w":10}}} openai/daybreak-blue-latest openai/gpt-daybreak-blue-latest
{"i":4,"o":20,"c":0.4,"w":5} aihubmix/gpt-5.6-sol-disc
{"i":4,"o":4} novita/deepseek-r1
{"i":4.00001,"o":19.99998,"c":0.19999,"w":5.00003,"h":8.00002} databricks/databricks-claude-opus-5-5
{"i":4.00001,"o":19.99998,"c":0.39998,"w":5.00003} databricks/databricks-gpt-5-6-sol
{"i":4.4,"o":22,"c":0.22,"w":5.5,"h":8.8,"s":0.01} bedrock_converse/au.anthropic.claude-opus-5-5 bedrock_converse/eu.anthropic.claude-opus-5-5 bedrock_converse/jp.anthropic.claude-opus-5-5 bedrock_converse/us.anthropic.claude-opus-5-5 bedrock_mantle/anthropic.claude-opus-5-5
{"i":4.4,"o":22,"c":0.22,"w":5.5,"h":8.8} bedrock_converse/apac.anthropic.claude-opus-5-5
{"i":4.4,"o":22,"c":0.44,"w":5.5,"over":{"272000":{"i":8.8,"o":33,"c":0.88,"w":11}}} bedrock_converse/us.openai.gpt-5.6-sol bedrock_mantle/openai.gpt-daybreak-blue-5.6-sol
{"i":4.4,"o":22,"c":0.44,"w":5.5,"s":0.012,"over":{"272000":{"i":8.8,"o":33,"c":0.88,"w":11}}} bedrock_mantle/openai.gpt-5.6-sol
{"i":4.5,"o":22.5,"c":0.45,"priority":{"i":5.625,"o":28.125,"c":0.5625}} fireworks_ai/kimi-k3-us
{"i":4.5,"o":22.5,"c":0.45} fireworks_ai/kimi-k3-fast
{"i":4.8,"o":24,"c":0.24,"w":6,"h":9.6} bedrock/anthropic.claude-opus-5-5 bedrock_converse/us-gov.anthropic.claude-opus-5-5
{"i":5,"c":1.25,"p":10,"g":40,"batch":{"i":2.5,"c":0.63,"p":5}} openai/gpt-image-1
{"i":5,"c":1.25,"p":10,"g":40} azure/gpt-image-1
{"i":5,"c":1.25,"p":8,"g":30,"batch":{"i":2.5,"c":0.625,"p":4}} openai/gpt-image-2 openai/gpt-image-2.5-flare openai/gpt-image-2.5-sunburst
{"i":5,"c":1.25,"p":8,"g":30} azure/gpt-image-2 azure/gpt-image-2-2026-04-21 azure/gpt-image-2.5-flare azure/gpt-image-2.5-sunburst azure_ai/gpt-image-2 openai/gpt-image-2-2026-04-21 openai/gpt-image-2.5-flare-2026-09-08 openai/gpt-image-2.5-sunburst-2026-09-08
{"i":5,"o":0.15} openinfer/qwen3.5-9b
{"i":5,"o":10,"c":1.25,"p":8,"g":32,"batch":{"i":2.5,"o":5,"c":0.63,"p":4}} openai/chatgpt-image-latest openai/gpt-image-1.5 openai/gpt-image-1.5-2025-12-16
{"i":5,"o":10,"c":1.25,"p":8,"g":32} azure/gpt-image-1.5 azure/gpt-image-1.5-2025-12-16
{"i":5,"o":15,"batch":{"i":2.5,"o":7.5}} azure/gpt-4o-2024-05-13
{"i":5,"o":15,"s":0.01,"batch":{"i":2.5,"o":7.5},"priority":{"i":8.75,"o":26.25}} openai/gpt-4o-2024-05-13
{"i":5,"o":16} vertex_ai-llama_models/llama-3.1-405b-instruct-maas
{"i":5,"o":25,"c":0.5,"s":0.01} openai/gpt-rosalind-discovery openai/gpt-rosalind-research
{"i":5,"o":25,"c":0.5,"w":6.25,"h":10,"s":0.01,"batch":{"i":2.5,"o":12.5,"c":0.25,"w":3.125},"us":{"i":5.5,"o":27.5,"c":0.55,"w":6.875,"h":11},"fast":{"i":10,"o":50,"c":1,"w":12.5,"h":20},"us_fast":{"i":11,"o":55,"c":1.1,"w":13.75,"h":22}} anthropic/claude-opus-4-8 anthropic/claude-opus-5
{"i":5,"o":25,"c":0.5,"w":6.25,"h":10,"s":0.01,"batch":{"i":2.5,"o":12.5,"c":0.25,"w":3.125},"us":{"i":5.5,"o":27.5,"c":0.55,"w":6.875,"h":11}} anthropic/claude-opus-4-6 anthropic/claude-opus-4-6-20260205 anthropic/claude-opus-4-7 anthropic/claude-opus-4-7-20260416
{"i":5,"o":25,"c":0.5,"w":6.25,"h":10,"s":0.01,"batch":{"i":2.5,"o":12.5,"c":0.25,"w":3.125},"x":1.1} vertex_ai-anthropic_models/claude-opus-4-5 vertex_ai-anthropic_models/claude-opus-4-5@20251101 vertex_ai-anthropic_models/claude-opus-4-6 vertex_ai-anthropic_models/claude-opus-4-6@default vertex_ai-anthropic_models/claude-opus-4-7 vertex_ai-anthropic_models/claude-opus-4-7@default vertex_ai-anthropic_models/claude-opus-4-8 vertex_ai-anthropic_models/claude-opus-4-8@default vertex_ai-anthropic_models/claude-opus-5 vertex_ai-anthropic_models/claude-opus-5@default
{"i":5,"o":25,"c":0.5,"w":6.25,"h":10,"s":0.01,"batch":{"i":2.5,"o":12.5,"c":0.25,"w":3.125}} anthropic/claude-opus-4-5 anthropic/claude-opus-4-5-20251101
{"i":5,"o":25,"c":0.5,"w":6.25,"h":10,"s":0.01} azure_ai/claude-opus-4-6 azure_ai/claude-opus-4-7 azure_ai/claude-opus-4-8 azure_ai/claude-opus-5 bedrock_converse/anthropic.claude-opus-4-5-20251101-v1:0 bedrock_converse/anthropic.claude-opus-4-6-v1 bedrock_converse/anthropic.claude-opus-4-7 bedrock_converse/anthropic.claude-opus-4-8 bedrock_converse/anthropic.claude-opus-5 bedrock_converse/global.anthropic.claude-opus-4-5-20251101-v1:0 bedrock_converse/global.anthropic.claude-opus-4-6-v1 bedrock_converse/global.anthropic.claude-opus-4-7 bedrock_converse/global.anthropic.claude-opus-4-8 bedrock_converse/global.anthropic.claude-opus-5
{"i":5,"o":25,"c":0.5,"w":6.25,"h":10} azure_ai/claude-opus-4-5
{"i":5,"o":25,"c":0.5,"w":6.25} aihubmix/claude-opus-4-8-think aihubmix/claude-opus-5 github_copilot/claude-opus-4.8 github_copilot/claude-opus-5 vercel_ai_gateway/claude-opus-4.5 vercel_ai_gateway/claude-opus-4.6
{"i":5,"o":25,"c":0.5} perplexity/claude-opus-4-5 perplexity/claude-opus-4-6 perplexity/claude-opus-4-7 perplexity/claude-opus-4-8 perplexity/claude-opus-5 snowflake/claude-4-opus
{"i":5,"o":25} deepinfra/claude-opus-4-7 deepinfra/claude-opus-4-8 deepinfra/claude-opus-5 gmi/claude-opus-4.5 oci/xai.grok-3-fast oci/xai.grok-4-fast oci/xai.grok-4.1-fast oci/xai.grok-code-fast-1 vercel_ai_gateway/grok-3-fast
{"i":5,"o":30,"c":0.5,"over":{"272000":{"i":10,"o":45,"c":1}},"priority":{"i":10,"o":60,"c":1,"over":{"272000":{"i":20,"o":90,"c":2}}}} azure_ai/gpt-5.5 azure_ai/gpt-5.5-2026-04-23 azure_ai/gpt-5.5-2026-04-24
{"i":5,"o":30,"c":0.5,"over":{"272000":{"i":10,"o":45,"c":1}}} bedrock_converse/global.openai.gpt-5.5 github_copilot/gpt-5.5
{"i":5,"o":30,"c":0.5,"over":{"272000":{"i":10,"o":45}}} perplexity/gpt-5.5
{"i":5,"o":30,"c":0.5,"s":0.01,"over":{"272000":{"i":10,"o":45,"c":1}},"batch":{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5,"c":0.5}}},"flex":{"i":2.5,"c":0.25,"over":{"272000":{"i":5}}},"priority":{"i":12.5,"o":75,"c":1.25,"over":{"272000":{"i":20,"o":90,"c":2}}}} azure/gpt-5.5 azure/gpt-5.5-2026-04-23 azure/gpt-5.5-2026-04-24
{"i":5,"o":30,"c":0.5,"s":0.01,"over":{"272000":{"i":10,"o":45,"c":1}},"batch":{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5,"c":0.5}}},"flex":{"i":2.5,"o":15,"c":0.25,"over":{"272000":{"i":5,"o":22.5,"c":0.5}}},"priority":{"i":12.5,"o":75,"c":1.25},"x":1.1} openai/gpt-5.5 openai/gpt-5.5-2026-04-23
{"i":5,"o":30,"c":0.5,"s":0.01} openai/chat-latest
{"i":5,"o":30,"c":0.5} aihubmix/gpt-5.5 aihubmix/gpt-chat-latest azure/chat-latest azure/gpt-chat-latest azure_ai/gpt-chat-latest
{"i":5,"o":7} sambanova/deepseek-r1
{"i":5,"p":8,"g":106} azure_ai/mai-image-2.5-pro
{"i":5,"p":8,"g":38} azure_ai/mai-image-2.6
{"i":5,"p":8,"g":47} azure_ai/mai-image-2.5
{"i":5.00003,"o":25.00001,"c":0.50001,"w":6.25002} databricks/databricks-claude-opus-4-5 databricks/databricks-claude-opus-4-6 databricks/databricks-claude-opus-4-7 databricks/databricks-claude-opus-4-8 databricks/databricks-claude-opus-5
{"i":5.00003,"o":29.99997,"c":0.50001,"w":5.00003} databricks/databricks-gpt-5-5
{"i":5.5,"o":27.5,"c":0.55,"w":6.875,"h":11,"s":0.01} bedrock_converse/au.anthropic.claude-opus-4-6-v1 bedrock_converse/au.anthropic.claude-opus-4-7 bedrock_converse/au.anthropic.claude-opus-4-8 bedrock_converse/au.anthropic.claude-opus-5 bedrock_converse/eu.anthropic.claude-opus-4-5-20251101-v1:0 bedrock_converse/eu.anthropic.claude-opus-4-6-v1 bedrock_converse/eu.anthropic.claude-opus-4-7 bedrock_converse/eu.anthropic.claude-opus-4-8 bedrock_converse/eu.anthropic.claude-opus-5 bedrock_converse/jp.anthropic.claude-opus-4-7 bedrock_converse/jp.anthropic.claude-opus-4-8 bedrock_converse/jp.anthropic.claude-opus-5 bedrock_converse/us.anthropic.claude-opus-4-5-20251101-v1:0 bedrock_converse/us.anthropic.claude-opus-4-6-v1 bedrock_converse/us.anthropic.claude-opus-4-7 bedrock_converse/us.anthropic.claude-opus-4-8 bedrock_converse/us.anthropic.claude-opus-5
{"i":5.5,"o":27.5,"c":0.55,"w":6.875,"h":11} bedrock_converse/apac.anthropic.claude-opus-4-7 bedrock_converse/apac.anthropic.claude-opus-4-8 bedrock_converse/apac.anthropic.claude-opus-5
{"i":5.5,"o":33,"c":0.55,"over":{"272000":{"i":11,"o":49.5,"c":1.1}}} bedrock_converse/us.openai.gpt-5.5
{"i":5.5,"o":33,"c":0.55,"s":0.012,"over":{"272000":{"i":11,"o":49.5,"c":1.1}}} bedrock_mantle/openai.gpt-5.5
{"i":500,"o":2000} watsonx/jais-13b-chat
{"i":6,"o":30,"c":0.6,"w":7.5,"h":12} bedrock/anthropic.claude-opus-4-8 bedrock/anthropic.claude-opus-5 bedrock_converse/us-gov.anthropic.claude-opus-4-8 bedrock_converse/us-gov.anthropic.claude-opus-5
{"i":60,"o":120} azure/gpt-4-32k azure/gpt-4-32k-0613
{"i":7.2,"o":36} replicate/grok-4
{"i":75,"o":150,"c":37.5,"batch":{"i":37.5,"o":75}} azure/gpt-4.5-preview
{"i":8,"o":24} azure/mistral-large-2402 azure/mistral-large-latest bedrock/anthropic.claude-v1 bedrock/anthropic.claude-v2:1
{"i":8,"o":40,"c":0.4,"w":10,"h":16,"s":0.02} azure_ai/claude-opus-5-5-fast
{"k":0.3} runwayml/eleven_multilingual_v2
{"k":100} aws_polly/long-form minimax/speech-02-hd minimax/speech-2.6-hd
{"k":15} azure/azure-tts azure/tts-1 openai/tts-1 openai/tts-1-1106
{"k":16} aws_polly/neural mistral/voxtral-mini-tts-2603 mistral/voxtral-mini-tts-latest
{"k":180} elevenlabs/eleven_multilingual_v2 elevenlabs/eleven_v3
{"k":22} groq/orpheus-v1-english
{"k":30} aws_polly/generative azure/azure-tts-hd openai/tts-1-hd openai/tts-1-hd-1106 vertex_ai/chirp
{"k":33} azure/tts-1-hd
{"k":40} groq/orpheus-arabic-saudi
{"k":4} aws_polly/standard
{"k":60} minimax/speech-02-turbo minimax/speech-2.6-turbo
{"n":0.002} stability/fast
{"n":0.004} stability/outpaint
{"n":0.005} stability/erase stability/inpaint stability/remove-background stability/search-and-recolor stability/search-and-replace stability/sketch stability/structure stability/style
{"n":0.008} bedrock/amazon.titan-image-generator-v1 bedrock/amazon.titan-image-generator-v2 bedrock/amazon.titan-image-generator-v2:0 stability/replace-background-and-relight stability/style-transfer
{"n":0.01} meta/muse-image-1.0
{"n":0.022} recraft/recraftv2
{"n":0.025} black_forest_labs/flux-dev
{"n":0.026} aiml/dall-e-2
{"n":0.02} gemini/imagen-3.0-fast-generate-001 runwayml/gen4_image_turbo xai/grok-imagine-image xai/grok-imagine-image-2026-03-02
{"n":0.035} stability/sd3-medium stability/sd3.5-medium
{"n":0.03} bedrock/stability.stable-fast-upscale-v1:0 bedrock/us.stability.stable-fast-upscale-v1:0 stability/stable-image-core
{"n":0.046} aiml/flux-realism
{"n":0.04} azure_ai/flux-1.1-pro azure_ai/flux.1-kontext-pro azure_ai/flux.2-pro bedrock/stability.stable-image-core-v1:0 bedrock/stability.stable-image-core-v1:1 black_forest_labs/flux-kontext-pro black_forest_labs/flux-pro-1.1 gemini/imagen-3.0-generate-001 recraft/recraftv3 stability/conservative stability/sd3-large-turbo stability/sd3.5-large-turbo
{"n":0.052} aiml/dall-e-3
{"n":0.05} black_forest_labs/flux-pro black_forest_labs/flux-pro-1.0-expand black_forest_labs/flux-pro-1.0-fill runwayml/gen4_image xai/grok-imagine-image-pro xai/grok-imagine-image-quality xai/grok-imagine-image-quality-20260403 xai/grok-imagine-image-quality-latest
{"n":0.065} aiml/flux-pro stability/sd3 stability/sd3-large stability/sd3.5-large
{"n":0.06} bedrock/amazon.nova-canvas-v1:0 bedrock/stability.stable-outpaint-v1:0 bedrock/us.amazon.nova-canvas-v1:0 bedrock/us.stability.stable-outpaint-v1:0 black_forest_labs/flux-pro-1.1-ultra stability/creative vertex_ai/virtual-try-on-001 xai/grok-imagine-image-2.0
{"n":0.07} bedrock/stability.stable-image-control-sketch-v1:0 bedrock/stability.stable-image-control-structure-v1:0 bedrock/stability.stable-image-erase-object-v1:0 bedrock/stability.stable-image-inpaint-v1:0 bedrock/stability.stable-image-remove-background-v1:0 bedrock/stability.stable-image-search-recolor-v1:0 bedrock/stability.stable-image-search-replace-v1:0 bedrock/stability.stable-image-style-guide-v1:0 bedrock/us.stability.stable-image-control-sketch-v1:0 bedrock/us.stability.stable-image-control-structure-v1:0 bedrock/us.stability.stable-image-erase-object-v1:0 bedrock/us.stability.stable-image-inpaint-v1:0 bedrock/us.stability.stable-image-remove-background-v1:0 bedrock/us.stability.stable-image-search-recolor-v1:0 bedrock/us.stability.stable-image-search-replace-v1:0 bedrock/us.stability.stable-image-style-guide-v1:0
{"n":0.08} bedrock/stability.sd3-5-large-v1:0 bedrock/stability.sd3-large-v1:0 bedrock/stability.stable-style-transfer-v1:0 bedrock/us.stability.stable-style-transfer-v1:0 black_forest_labs/flux-kontext-max stability/stable-image-ultra
{"n":0.145} fal_ai/gpt-image-2
{"n":0.14} bedrock/stability.stable-image-ultra-v1:0 bedrock/stability.stable-image-ultra-v1:1
{"n":0.4} bedrock/stability.stable-conservative-upscale-v1:0 bedrock/us.stability.stable-conservative-upscale-v1:0
{"n":0.6} bedrock/stability.stable-creative-upscale-v1:0 bedrock/us.stability.stable-creative-upscale-v1:0
{"o":12,"a":2} vertex_ai/gemini-3.5-transcribe
{"o":21,"a":3.5} vertex_ai/gemini-3.5-transcribe-live
{"o":7.5} bedrock/eu.twelvelabs.pegasus-1-2-v1:0 bedrock/global.twelvelabs.pegasus-1-2-v1:0 bedrock/global.twelvelabs.pegasus-1-5-v1:0 bedrock/twelvelabs.pegasus-1-2-v1:0 bedrock/twelvelabs.pegasus-1-5-v1:0 bedrock/us.twelvelabs.pegasus-1-2-v1:0 bedrock/us.twelvelabs.pegasus-1-5-v1:0
{"t":0.0000075} cloudflare/whisper
{"t":0.0000085} cloudflare/whisper-large-v3-turbo
{"t":0.00001111} groq/whisper-large-v3-turbo
{"t":0.00002167} deepgram/keyterm
{"t":0.00002778} xai/grok-voice-transcribe-1.0 xai/grok-voice-transcribe-2.0
{"t":0.00002833} deepgram/detect_entities
{"t":0.00003083} groq/whisper-large-v3
{"t":0.00003333} assemblyai/best deepgram/diarize deepgram/redact
{"t":0.00005} meta/muse-voice-transcribe-1.0 mistral/voxtral-mini-2602 mistral/voxtral-mini-latest
{"t":0.0000611} elevenlabs/scribe_v1 elevenlabs/scribe_v1_experimental elevenlabs/scribe_v2
{"t":0.00007167} deepgram/nova deepgram/nova-2 deepgram/nova-2-atc deepgram/nova-2-automotive deepgram/nova-2-conversationalai deepgram/nova-2-drivethru deepgram/nova-2-finance deepgram/nova-2-general deepgram/nova-2-meeting deepgram/nova-2-phonecall deepgram/nova-2-video deepgram/nova-2-voicemail deepgram/nova-3 deepgram/nova-3-general deepgram/nova-general deepgram/nova-phonecall
{"t":0.000075} azure/gpt-transcribe openai/gpt-transcribe
{"t":0.00008667} deepgram/nova-3-medical
{"t":0.00009667} deepgram/nova-3-multilingual
{"t":0.00010278} assemblyai/nano
{"t":0.0001} azure/whisper azure/whisper-1 azure_ai/whisper deepgram/whisper deepgram/whisper-base deepgram/whisper-large deepgram/whisper-medium deepgram/whisper-small deepgram/whisper-tiny mistral/voxtral-mini-realtime-2602 mistral/voxtral-mini-realtime-latest mistral/voxtral-mini-transcribe-realtime-2602 mistral/voxtral-mini-transcribe-realtime-latest openai/whisper-1 transcribe/starttranscriptionjob watsonx/whisper-large-v3-turbo
{"t":0.00020833} deepgram/base deepgram/base-conversationalai deepgram/base-finance deepgram/base-general deepgram/base-meeting deepgram/base-phonecall deepgram/base-video deepgram/base-voicemail
{"t":0.00024167} deepgram/enhanced deepgram/enhanced-finance deepgram/enhanced-general deepgram/enhanced-meeting deepgram/enhanced-phonecall
{"t":0.00026667} vertex_ai/chirp_2 vertex_ai/chirp_3
{"t":0.000277778} azure/azure-stt
{"t":0.000283333} azure/gpt-live-transcribe azure/gpt-realtime-whisper openai/gpt-live-transcribe openai/gpt-realtime-whisper
`;

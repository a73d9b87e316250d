import type { UsageLine } from '../../ledger/reports/usage-line';
import { modelWords } from './cloud-bill';
import { readProviderExport } from './provider-csv';
import { reconcile } from './reconciliation';

/** What the ledger has of a model on 2026-11-01, as a report tells it. */
function ofLedger(model: string, input: number, cached: number, output: number, cost: number): UsageLine {
  const group = { day: '2026-11-01', model };
  const figures = { input_tokens: input, cached_tokens: cached, output_tokens: output, cost_usd: cost };
  return { group, calls: 1, ...figures } as unknown as UsageLine;
}

it.each([
  ['claude-sonnet-4-5-20250929', 'Claude4.5Sonnet'],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude 4.5 sonnet cross region global'],
  ['anthropic.claude-opus-4-8', 'anthropic.claude-opus-4-8-mantle-input-tokens-global-standard'],
  ['claude-sonnet-4-5', 'Claude Sonnet 4.5 (Amazon Bedrock Edition)'],
  ['gemini-2.5-flash', 'Gemini 2.5 Flash GA Text Output (Thinking On) - Predictions'],
  ['gemini-2.5-flash-lite', 'Generate content input token count gemini 2.5 flash lite short input text'],
  ['gemini-3.1-flash-lite-preview', 'gemini 3.1 flash lite preview text'],
  ['gpt-4o-2024-08-06', 'gpt 4o 0806 Inp Data Zone Tokens'],
  ['gpt-4o-mini', 'gpt 4o mini0718 BatchOutp DataZone Tokens'],
  ['gpt-5', 'GPT 5 outpt Glbl 1M Tokens'],
  ['amazon.nova-lite-v1:0', 'NovaLite input tokens'],
  ['amazon.nova-pro-v1:0:300k', 'NovaPro-input-tokens-latency-optimized'],
  ['meta.llama3-1-8b-instruct-v1:0', 'Llama3-1-8B-input-tokens'],
  ['openai.gpt-oss-120b-1:0', 'gpt-oss-120b-input-tokens'],
  ['qwen.qwen3-32b-v1:0', 'Qwen3-32B-output-tokens-flex'],
  ['google.gemma-3-4b-it', 'Gemma-3-4B-IT-input-tokens-flex'],
  ['gpt-5.6-luna', 'openai.gpt-5.6-luna-mantle-cache-write-tokens-5m-long-ctx-flex'],
])('%s is "%s" in a bill', (name, words) => {
  const spaced = words.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replace('1M', '');
  expect(modelWords(spaced.replace('outpt', 'output'))).toBe(modelWords(name));
});

it('the billing export of Google is compared by SKU, as objects and as a table', () => {
  const line = (sku: string, amount: number, cost: number, service = 'Vertex AI'): object => ({
    service: { description: service },
    sku: { id: 'X', description: sku },
    usage_start_time: '2026-11-01 07:00:00 UTC',
    labels: [{ key: 'team', value: 'search' }],
    cost,
    currency: 'EUR',
    currency_conversion_rate: 0.5,
    usage: { amount, unit: 'count' },
    credits: [{ name: 'free', amount: -1 }],
  });
  const lines = [
    line('Gemini 2.5 Flash GA Text Input - Predictions', 600, 0.3),
    line('Gemini 2.5 Flash GA Text Input - Predictions', 300, 0.1),
    line('Gemini 2.5 Flash GA Text Input Caching', 100, 0.05),
    line('Gemini 2.5 Flash Text Input Caching Storage', 5, 0.5),
    line('Gemini 2.5 Flash GA Thinking Text Output - Predictions', 40, 0.05),
    line('Generate content output token count gemini 3.5 flash lite text', 7, 0, 'Gemini API'),
    line('N2 Instance Core running in Frankfurt', 3, 9, 'Compute Engine'),
  ];
  const ledger = [
    ofLedger('gemini-2.5-flash', 1_000, 100, 40, 1),
    ofLedger('gemini-3.5-flash-lite', 0, 0, 9, 0),
  ];
  const table = `usage_start_time,sku_description,service_description,usage.amount,usage.unit,cost,currency
2026-11-01 07:00:00 UTC,Gemini 2.5 Flash GA Text Input - Predictions,Vertex AI,1000,count,1,USD
2026-11-01 07:00:00 UTC,Gemini 2.5 Flash Text Input Caching,Vertex AI,100,count,0,USD
`;
  for (const text of [JSON.stringify(lines), lines.map((one) => JSON.stringify(one)).join('\n')]) {
    const bill = readProviderExport(text);
    expect([...bill.beside]).toEqual([['Gemini 2.5 Flash Text Input Caching Storage', 1]]);
    const model = 'gemini-3.5-flash-lite';
    expect(reconcile(bill, ledger, 0)).toEqual([
      { day: '2026-11-01', model, figure: 'output', ledger: 9, provider: 7, difference: -2 },
    ]);
  }
  const [abroad] = readProviderExport(
    `${table.split('USD')[0]?.replace(',currency', ',currency,currency_conversion_rate')}EUR,`,
  ).lines;
  expect(abroad).not.toHaveProperty('cost');
  expect(reconcile(readProviderExport(table), [], 0)[0]).toMatchObject({ model: 'gemini 2.5 flash' });
  expect(reconcile(readProviderExport(table), ledger.slice(0, 1), 0)).toEqual([
    expect.objectContaining({ model: 'gemini-2.5-flash', figure: 'input', difference: 100 }),
    expect.objectContaining({ figure: 'output', ledger: 40, provider: 0 }),
  ]);
});

it('the Cost and Usage Report of AWS is compared by usage type, in the units that it tells', () => {
  const head =
    'lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UsageType,lineItem/UsageAmount,pricing/unit,lineItem/UnblendedCost,lineItem/CurrencyCode,product/ProductName,lineItem/ProductCode';
  const line = (type: string, amount: number, unit: string, cost: number, kind = 'Usage'): string =>
    `2026-11-01T00:00:00Z,${kind},${type},${amount},${unit},${cost},USD,Amazon Bedrock,4f2ab`;
  const text = [
    head,
    line('USE1-Claude4.5Sonnet-input-tokens-cross-region-global', 0.5, '1K tokens', 0.1),
    line('USE1-Claude4.5Sonnet-cache-read-input-token-count', 0.3, '1K tokens', 0.1),
    line('USE1-Claude4.5Sonnet-cache-write-input-token-count', 0.2, '1K tokens', 0.1),
    line('USE1-Claude4.5Sonnet-output-tokens', 0.05, '1K tokens', 0.2),
    line('USE1-Claude4.5Sonnet-output-tokens', 0.05, '1K tokens', 0.2, 'Tax'),
    line('USE1-MP:USE1_InputTokenCount-Units', 1, 'Units', 3),
    line('USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units', 0.002, '1M tokens', 0.01).replace(
      'Amazon Bedrock',
      'Claude Opus 4.5 (Amazon Bedrock Edition)',
    ),
    line('USE1-BoxUsage:m5.large', 1, 'Hrs', 3).replace('Amazon Bedrock', 'Amazon EC2'),
  ].join('\n');
  const bill = readProviderExport(text);
  expect([...bill.beside]).toEqual([['USE1-MP:USE1_InputTokenCount-Units', 3]]);
  expect(
    reconcile(
      bill,
      [
        ofLedger('us.anthropic.claude-sonnet-4-5-20250929-v1:0', 1_000, 300, 50, 0.5),
        ofLedger('global.anthropic.claude-opus-4-5-20251101-v1:0', 2_000, 0, 0, 0.01),
      ],
      0,
    ),
  ).toEqual([]);
});

it('a cost export of Azure is compared by meter, with dates of its form', () => {
  const text = `Date,ChargeType,MeterCategory,MeterSubCategory,MeterName,Quantity,UnitOfMeasure,CostInBillingCurrency,BillingCurrency
11/01/2026,Usage,Foundry Models,Azure OpenAI,gpt 4o 0806 Inp glbl Tokens,2,1K,0.5,USD
11/01/2026,Usage,Foundry Models,Azure OpenAI,gpt 4o 0806 cached Inp glbl Tokens,1,1K,0.25,USD
11/01/2026,Usage,Foundry Models,Azure OpenAI GPT5,5.4 opt Gl 1M Tokens,0.5,1M,2,USD
11/01/2026,Usage,Virtual Machines,Dv3,D2 v3,24,1 Hour,9,USD
11/01/2026,Refund,Foundry Models,Azure OpenAI,gpt 4o 0806 Inp glbl Tokens,-1,1K,-9,USD
`;
  const ledger = [
    ofLedger('gpt-4o-2024-08-06', 3_000, 1_000, 0, 0.75),
    ofLedger('gpt-5.4', 0, 0, 500_000, 2),
  ];
  expect(reconcile(readProviderExport(text), ledger, 0)).toEqual([]);
});

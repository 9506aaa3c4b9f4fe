// Standard clients against a running gateway: npm's `openai` package, unchanged, and a client of
// the Open Inference Protocol of its own. Shares no code with the gateway. Lines in the form of
// GoogleTest count what passed.
//
//   node clients.mjs OPENAI_PACKAGE PORT KEYED_PORT KEY   (the second gateway asks for keys)
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [folder, port, keyedPort, key] = process.argv.slice(2);
const { default: OpenAI, toFile } = await import(pathToFileURL(`${folder}/index.mjs`));
const root = `http://127.0.0.1:${port}`;
const open = { baseURL: `${root}/v1`, maxRetries: 0, timeout: 60_000 };
const client = new OpenAI({ ...open, apiKey: 'none' });
const chatModel = 'chat-0.2b';
const messages = [{ role: 'user', content: 'Which valve leaks?' }];
const chat = { model: chatModel, messages, max_tokens: 12, temperature: 0, seed: 7 };

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

async function status() {
  return (await fetch(`${root}/islet/status`)).json();
}

const cases = {
  async ModelsAreListed() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.ok(ids.includes(chatModel));
    assert.equal((await client.models.retrieve(chatModel)).object, 'model');
  },

  async ChatAnswersWhole() {
    const answer = await client.chat.completions.create(chat);
    assert.match(answer.id, /^chatcmpl-/);
    assert.match(answer._request_id, /^req-/);
    assert.equal(answer.object, 'chat.completion');
    assert.equal(answer.choices[0].finish_reason, 'length');
    assert.equal(answer.choices[0].message.role, 'assistant');
    assert.ok(answer.choices[0].message.content.length > 0);
    assert.equal(answer.usage.completion_tokens, 12);
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + 12);
  },

  async ChatStreamsTheSameText() {
    const whole = await client.chat.completions.create(chat);
    const stream = await client.chat.completions.create({
      ...chat, stream: true, stream_options: { include_usage: true } });
    let text = '', finish = null, usage = null, chunks = 0;
    for await (const chunk of stream) {
      ++chunks;
      assert.equal(chunk.object, 'chat.completion.chunk');
      if (chunk.choices.length === 0) usage = chunk.usage;
      else {
        text += chunk.choices[0].delta.content ?? '';
        finish = chunk.choices[0].finish_reason ?? finish;
      }
    }
    assert.equal(text, whole.choices[0].message.content);
    assert.equal(finish, 'length');
    assert.equal(usage.completion_tokens, 12);
    assert.ok(chunks > 5, 'it came in pieces');
  },

  async TheStreamRunnerOfThePackageWorks() {
    const runner = client.chat.completions.stream(chat);
    const said = [];
    runner.on('content', (part) => said.push(part));
    const answer = await runner.finalChatCompletion();
    assert.equal(said.join(''), answer.choices[0].message.content);
  },

  async CompletionsAnswerAndStream() {
    const request = { model: chatModel, prompt: 'The pump', max_tokens: 6, temperature: 0 };
    const whole = await client.completions.create(request);
    assert.equal(whole.object, 'text_completion');
    let text = '';
    for await (const part of await client.completions.create({ ...request, stream: true })) {
      text += part.choices[0]?.text ?? '';
    }
    assert.equal(text, whole.choices[0].text);
  },

  async EmbeddingsComeAsNumbers() {
    const input = ['a lamp', 'a bell', 'a lamp'];
    const answer = await client.embeddings.create({ model: 'embed-tiny', input });
    assert.equal(answer.data.length, 3);
    assert.deepEqual(answer.data.map((one) => one.index), [0, 1, 2]);
    const [a, b, c] = answer.data.map((one) => one.embedding);
    const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    assert.ok(Math.abs(dot(a, a) - 1) < 1e-3);
    assert.ok(Math.abs(dot(a, c) - 1) < 1e-3);
    assert.ok(dot(a, b) < 0.999);
    const plain = await client.embeddings.create(
      { model: 'embed-tiny', input: 'a lamp', encoding_format: 'float' });
    assert.ok(Math.abs(dot(a, plain.data[0].embedding) - 1) < 1e-3);
    assert.ok(answer.usage.prompt_tokens > 0);
  },

  async ErrorsAreThePackagesOwn() {
    const unknown = await failure(client.chat.completions.create({ ...chat, model: 'gpt-9' }));
    assert.ok(unknown instanceof OpenAI.NotFoundError);
    assert.deepEqual([unknown.status, unknown.code, unknown.param, unknown.type],
      [404, 'model_not_found', 'model', 'invalid_request_error']);
    assert.match(unknown.requestID, /^req-/);
    const bad = await failure(client.chat.completions.create({ ...chat, temperature: 9 }));
    assert.ok(bad instanceof OpenAI.BadRequestError);
    assert.equal(bad.param, 'temperature');
    const long = await failure(client.chat.completions.create({ ...chat, max_tokens: 900_000 }));
    assert.equal(long.code, 'context_length_exceeded');
    const wrongKind = await failure(client.embeddings.create({ model: chatModel, input: 'x' }));
    assert.ok(wrongKind instanceof OpenAI.BadRequestError);
  },

  async KeysAndRatesAreSaidAsThePackageExpects() {
    const keyed = { ...open, baseURL: `http://127.0.0.1:${keyedPort}/v1` };
    const stranger = new OpenAI({ ...keyed, apiKey: 'sk-wrong' });
    const refused = await failure(stranger.models.list());
    assert.ok(refused instanceof OpenAI.AuthenticationError);
    assert.equal(refused.code, 'invalid_api_key');
    const guest = new OpenAI({ ...keyed, apiKey: key });
    const request = { ...chat, model: 'words' };
    assert.ok((await guest.chat.completions.create(request)).choices[0].message.content);
    let limit = null;
    for (let i = 0; i < 10 && limit === null; ++i) {
      try {
        await guest.chat.completions.create(request);
      } catch (error) {
        limit = error;
      }
    }
    assert.ok(limit instanceof OpenAI.RateLimitError);
    assert.equal(limit.code, 'rate_limit_exceeded');
    assert.ok(Number(limit.headers.get('retry-after')) >= 1);
  },

  async AStreamThatIsAbortedStopsTheEngine() {
    const stream = await client.chat.completions.create(
      { ...chat, max_tokens: 3000, stream: true });
    for await (const chunk of stream) {
      assert.ok(chunk);
      stream.controller.abort();
    }
    for (let i = 0; i < 100; ++i) {
      if ((await status()).open_requests === 0) return;
      await wait(20);
    }
    assert.fail('the engine went on');
  },

  async BatchesRunToTheirFiles() {
    const line = (id, model) => JSON.stringify({
      custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { ...chat, model } });
    const input = await client.files.create({
      purpose: 'batch',
      file: await toFile(Buffer.from([line('one', chatModel), line('two', chatModel),
        line('three', 'gpt-9')].join('\n')), 'in.jsonl') });
    assert.equal(input.purpose, 'batch');
    let batch = await client.batches.create({
      input_file_id: input.id, endpoint: '/v1/chat/completions', completion_window: '24h',
      metadata: { shift: 'night' } });
    for (let i = 0; i < 600 && !['completed', 'failed'].includes(batch.status); ++i) {
      await wait(100);
      batch = await client.batches.retrieve(batch.id);
    }
    assert.equal(batch.status, 'completed');
    assert.deepEqual(batch.request_counts, { total: 3, completed: 2, failed: 1 });
    assert.deepEqual(batch.metadata, { shift: 'night' });
    const output = await (await client.files.content(batch.output_file_id)).text();
    const lines = output.trim().split('\n').map((one) => JSON.parse(one));
    assert.deepEqual(lines.map((one) => one.custom_id).sort(), ['one', 'two']);
    assert.equal(lines[0].response.status_code, 200);
    assert.equal(lines[0].response.body.choices[0].message.content,
      (await client.chat.completions.create(chat)).choices[0].message.content);
    const errors = await (await client.files.content(batch.error_file_id)).text();
    assert.match(errors, /model_not_found/);
    const ids = [];
    for await (const one of client.batches.list()) ids.push(one.id);
    assert.ok(ids.includes(batch.id));
    assert.equal((await client.files.delete(input.id)).deleted, true);
    assert.ok((await failure(client.files.retrieve(input.id))) instanceof OpenAI.NotFoundError);
  },

  async ABatchCanBeCancelled() {
    const line = (id) => JSON.stringify({ custom_id: id, method: 'POST',
      url: '/v1/chat/completions', body: { ...chat, max_tokens: 1500 } });
    const many = Array.from({ length: 64 }, (_, i) => line(`n${i}`)).join('\n');
    const input = await client.files.create({ purpose: 'batch',
      file: await toFile(Buffer.from(many), 'in.jsonl') });
    const batch = await client.batches.create({ input_file_id: input.id,
      endpoint: '/v1/chat/completions', completion_window: '24h' });
    assert.match((await client.batches.cancel(batch.id)).status, /^cancel/);
    for (let i = 0; i < 100; ++i) {
      const now = await client.batches.retrieve(batch.id);
      if (now.status === 'cancelled' && (await status()).open_requests === 0) return;
      await wait(50);
    }
    assert.fail('it was not cancelled');
  },

  // ---- the Open Inference Protocol, by a client of its own

  async InferenceServerSaysWhatItIs() {
    const server = await (await fetch(`${root}/v2`)).json();
    assert.ok(server.extensions.includes('binary_tensor_data'));
    assert.equal((await fetch(`${root}/v2/health/live`)).status, 200);
    assert.equal((await fetch(`${root}/v2/health/ready`)).status, 200);
    assert.equal((await fetch(`${root}/v2/models/vision-tiny/ready`)).status, 200);
    const model = await (await fetch(`${root}/v2/models/vision-tiny`)).json();
    assert.deepEqual(model.inputs, [{ name: 'image', datatype: 'FP32', shape: [-1, 3, 32, 32] }]);
    assert.equal(model.outputs.length, 1);
    const unknown = await fetch(`${root}/v2/models/nothing`);
    assert.equal(unknown.status, 404);
    assert.equal(typeof (await unknown.json()).error, 'string');
  },

  async InferenceAnswersTheSameInJsonAndInBytes() {
    const pixels = Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i));
    const url = `${root}/v2/models/vision-tiny/versions/1/infer`;
    const image = { name: 'image', datatype: 'FP32', shape: [1, 3, 32, 32] };
    const plain = await fetch(url, { method: 'POST', body: JSON.stringify({ id: 'mine',
      inputs: [{ ...image, data: Array.from(pixels) }] }) });
    assert.equal(plain.status, 200);
    const told = await plain.json();
    assert.equal(told.id, 'mine');
    assert.equal(told.model_name, 'vision-tiny');
    assert.equal(told.outputs[0].datatype, 'FP32');
    assert.equal(told.outputs[0].data.length, told.outputs[0].shape.reduce((a, b) => a * b));

    const head = Buffer.from(JSON.stringify({
      inputs: [{ ...image, parameters: { binary_data_size: pixels.byteLength } }],
      outputs: [{ name: told.outputs[0].name, parameters: { binary_data: true } }] }));
    const binary = await fetch(url, { method: 'POST',
      headers: { 'Inference-Header-Content-Length': String(head.length) },
      body: Buffer.concat([head, Buffer.from(pixels.buffer)]) });
    assert.equal(binary.status, 200);
    const bytes = Buffer.from(await binary.arrayBuffer());
    const length = Number(binary.headers.get('inference-header-content-length'));
    const meta = JSON.parse(bytes.subarray(0, length));
    const size = meta.outputs[0].parameters.binary_data_size;
    assert.equal(length + size, bytes.length);
    told.outputs[0].data.forEach((value, i) =>
      assert.ok(Math.abs(value - bytes.readFloatLE(length + 4 * i)) < 1e-5));
  },

  async InferenceRefusesWhatDoesNotFit() {
    const url = `${root}/v2/models/vision-tiny/infer`;
    const send = async (inputs) => {
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ inputs }) });
      return [answer.status, typeof (await answer.json()).error];
    };
    const short = { name: 'image', datatype: 'FP32', shape: [1, 3, 32, 32], data: [1, 2] };
    assert.deepEqual(await send([short]), [400, 'string']);
    assert.deepEqual(await send([{ ...short, datatype: 'FP99' }]), [400, 'string']);
    assert.deepEqual(await send([{ ...short, shape: [-1, 3] }]), [400, 'string']);
    assert.deepEqual(await send([]), [400, 'string']);
    const other = { name: 'sound', datatype: 'FP32', shape: [1, 2], data: [1, 2] };
    assert.deepEqual(await send([other]), [400, 'string']);
  },
};

let failed = 0;
for (const [name, run] of Object.entries(cases)) {
  const started = Date.now();
  let fault = null;
  try {
    await run();
  } catch (error) {
    fault = error;
    ++failed;
    console.log(error.stack);
  }
  console.log(`[ ${fault ? ' FAILED ' : '      OK'} ] Clients.${name} (${Date.now() - started} ms)`);
}
process.exit(failed === 0 ? 0 : 1);

/** `npm run build`: installs if needed, then compiles src/ to dist/. */
import { compileChecked } from './setup/compile.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { main } from './setup/setup-error.mjs';

await main(async () => {
  await ensureInstalled({ purpose: 'build' });
  await compileChecked();
});

/** `npm run build`: installs if needed, then compiles src/ to dist/. */
import { compile } from './setup/compile.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { main } from './setup/setup-error.mjs';

await main(() => {
  ensureInstalled();
  compile();
});

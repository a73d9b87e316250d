import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { FunctionTool } from '../canonical/canonical-request';
import { MAKER } from './blocks';

/** What the model is to know of a tool whose schema Claude has learnt. */
interface ClientTool {
  readonly name: string;
  readonly description: (tool: JsonObject) => string;
  readonly properties: JsonObject;
  readonly required: readonly string[];
}

const TEXT = { type: 'string' };
const INTEGER = { type: 'integer' };
const POINT = { type: 'array', items: INTEGER, minItems: 2, maxItems: 2 };

function described(type: JsonObject, description: string): JsonObject {
  return { ...type, description };
}

const EDITING = {
  path: described(TEXT, 'Path of the file or directory.'),
  file_text: described(TEXT, 'For create: the content of the file.'),
  old_str: described(TEXT, 'For str_replace: the text to replace; it must be in the file once.'),
  new_str: described(TEXT, 'For str_replace: the new text.'),
  insert_line: described(INTEGER, 'For insert: the line after which the text goes, 0 for the beginning.'),
  insert_text: described(TEXT, 'For insert: the text.'),
  view_range: described(
    { type: 'array', items: INTEGER },
    'For view: the first and the last line, -1 for the end.',
  ),
};

function commands(...names: readonly string[]): JsonObject {
  return { type: 'string', enum: names };
}

function editor(name: string, undoes: boolean): ClientTool {
  const names = ['view', 'create', 'str_replace', 'insert', ...(undoes ? ['undo_edit'] : [])];
  // The older ones insert `new_str`.
  const { insert_text: inserted, ...others } = EDITING;
  const newText = described(TEXT, 'For str_replace and insert: the new text.');
  return {
    name,
    description: () => 'Views, creates and edits text files.',
    properties: {
      command: commands(...names),
      ...(undoes ? { ...others, new_str: newText } : { ...others, insert_text: inserted }),
    },
    required: ['command', 'path'],
  };
}

const ACTIONS = [
  ...['key', 'hold_key', 'type', 'cursor_position', 'mouse_move', 'left_mouse_down', 'left_mouse_up'],
  ...['left_click', 'left_click_drag', 'right_click', 'middle_click', 'double_click', 'triple_click'],
  ...['scroll', 'wait', 'screenshot'],
];
/** Those of the first version. */
const FIRST_ACTIONS = [
  ...['key', 'type', 'mouse_move', 'left_click', 'left_click_drag', 'right_click', 'middle_click'],
  ...['double_click', 'screenshot', 'cursor_position'],
];

function computer(actions: readonly string[], properties: JsonObject): ClientTool {
  return {
    name: 'computer',
    description: ({ display_width_px: width, display_height_px: height }) => {
      const [across, down] = [width, height].map((pixels) => (typeof pixels === 'number' ? pixels : '?'));
      const size = `${across} × ${down} pixels`;
      return (
        `Uses the mouse and the keyboard of a computer with a screen of ${size}, and takes screenshots. ` +
        'Take one before the first click, and after what may have changed the screen.'
      );
    },
    properties: {
      action: commands(...actions),
      coordinate: described(POINT, 'x and y in pixels from the left and the upper edge.'),
      text: described(TEXT, 'What is typed, or the key as xdotool names it (ctrl+s, Return).'),
      ...properties,
    },
    required: ['action'],
  };
}

const MOVES = {
  duration: described({ type: 'number' }, 'For hold_key and wait: seconds.'),
  scroll_direction: commands('up', 'down', 'left', 'right'),
  scroll_amount: described(INTEGER, 'For scroll: clicks of the wheel.'),
  start_coordinate: described(POINT, 'For left_click_drag: where the drag begins.'),
};
const REGION = { type: 'array', items: INTEGER, minItems: 4, maxItems: 4 };

/**
 * Anthropic's tools that the caller runs, by what their types begin with; the first that fits.
 * Sources: https://platform.claude.com/docs/en/agents-and-tools/tool-use/bash-tool, …/text-editor-tool, …/memory-tool,
 * …/computer-use-tool, and the input schemas of https://github.com/vercel/ai/tree/main/packages/anthropic/src/tool
 */
const CLIENT_TOOLS: readonly (readonly [string, ClientTool])[] = [
  [
    'bash_',
    {
      name: 'bash',
      description: () => 'Runs a command in a shell that stays open between calls.',
      properties: {
        command: described(TEXT, 'The command.'),
        restart: described({ type: 'boolean' }, 'Starts the shell anew in place of a command.'),
      },
      required: [],
    },
  ],
  ['text_editor_20241022', editor('str_replace_editor', true)],
  ['text_editor_20250124', editor('str_replace_editor', true)],
  ['text_editor_', editor('str_replace_based_edit_tool', false)],
  [
    'memory_',
    {
      name: 'memory',
      description: () =>
        'Keeps files in the directory /memories between conversations. View the directory before anything else, and write down ' +
        'what has to be known later.',
      properties: {
        command: commands('view', 'create', 'str_replace', 'insert', 'delete', 'rename'),
        ...EDITING,
        old_path: described(TEXT, 'For rename.'),
        new_path: described(TEXT, 'For rename.'),
      },
      required: ['command'],
    },
  ],
  ['computer_20241022', computer(FIRST_ACTIONS, {})],
  ['computer_20250124', computer(ACTIONS, MOVES)],
  [
    'computer_2025',
    computer([...ACTIONS, 'zoom'], {
      ...MOVES,
      region: described(REGION, 'For zoom: x and y of the upper left and of the lower right corner.'),
    }),
  ],
];

/**
 * A tool of Anthropic's own that its caller runs: a function of the schema that Claude knows, for every other model. Undefined for
 * a tool that runs at Anthropic, and for one that is not known.
 */
export function clientTool(tool: JsonObject, at: string): FunctionTool | undefined {
  const { type, name, cache_control: cache, ...others } = tool;
  const known = CLIENT_TOOLS.find(([prefix]) => typeof type === 'string' && type.startsWith(prefix))?.[1];
  if (known === undefined) return undefined;
  return {
    kind: 'function',
    name: typeof name === 'string' && name !== '' ? name : known.name,
    description: known.description(tool),
    parameters: { type: 'object', properties: known.properties, required: known.required },
    strict: undefined,
    cache: isObject(cache) ? cache : undefined,
    own: Object.fromEntries(Object.entries(others).filter(([field]) => !field.startsWith('display_'))),
    native: { maker: MAKER, value: tool },
    at,
  };
}

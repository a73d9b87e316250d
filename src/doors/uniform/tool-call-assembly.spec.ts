import { ToolCallAssembly } from './tool-call-assembly';

function piece(fields: object, named: object): object {
  return { ...fields, function: named };
}

describe('ToolCallAssembly', () => {
  it('tells calls without an index apart by their ids', () => {
    const assembly = new ToolCallAssembly();
    assembly.add(piece({ id: 'a' }, { name: 'f', arguments: '{' }));
    assembly.add(piece({}, { arguments: '}' }));
    assembly.add(piece({ id: 'b' }, { name: 'f', arguments: '{"x":1}' }));
    expect(assembly.calls).toEqual([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
    ]);
  });

  it('tells whole calls apart that all have the same index', () => {
    const assembly = new ToolCallAssembly();
    const first = assembly.add(piece({ index: 0, id: 'a' }, { name: 'f', arguments: '{}' }));
    const second = assembly.add(piece({ index: 0, id: 'b' }, { name: 'g', arguments: '{}' }));
    expect([first?.index, second?.index]).toEqual([1, 2]);
  });

  it('takes a call whose id and name are repeated for one call', () => {
    const assembly = new ToolCallAssembly();
    assembly.add(piece({ index: 0, id: 'a' }, { name: 'f', arguments: '{' }));
    assembly.add(piece({ index: 0, id: 'a' }, { name: 'f', arguments: '}' }));
    expect(assembly.calls).toEqual([{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }]);
  });

  it('counts calls in the order in which they begin, wherever the upstream begins to count', () => {
    const assembly = new ToolCallAssembly();
    expect(assembly.add(piece({ index: 7, id: 'a' }, { name: 'f' }))?.index).toBe(1);
    expect(assembly.add(piece({ index: 9, id: 'b' }, { name: 'g' }))?.index).toBe(2);
  });
});

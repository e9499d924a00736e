// Drives a server with Google's published Node client: node client.js PORT SCRIPT JSON-ARGUMENTS; prints JSON.
'use strict';

const {v1beta1} = require('@google-cloud/datalabeling');
const {grpc} = require('google-gax');

const [port, script, json] = process.argv.slice(2);
const client = new v1beta1.DataLabelingServiceClient({
  servicePath: '127.0.0.1',
  port: Number(port),
  sslCreds: grpc.credentials.createInsecure(),
  projectId: 'node',
});

const scripts = {
  // A dataset is made, filled from a file, listed page by page, read, and deleted.
  async importAndList({parent, inputUri, missingUri}) {
    const [dataset] = await client.createDataset({parent, dataset: {displayName: 'from node', description: 'd'}});
    const inputConfig = {dataType: 'TEXT', gcsSource: {inputUri, mimeType: 'text/csv'}};
    const [operation] = await client.importData({name: dataset.name, inputConfig});
    const [imported, metadata] = await operation.promise();
    const [items] = await client.listDataItems({parent: dataset.name, pageSize: 7});
    const [first] = await client.getDataItem({name: items[0].name});
    const [after] = await client.getDataset({name: dataset.name});
    const checked = await client.checkImportDataProgress(operation.name);

    const [failing] = await client.importData({
      name: dataset.name,
      inputConfig: {dataType: 'TEXT', gcsSource: {inputUri: missingUri, mimeType: 'text/csv'}},
    });
    const failure = await failing.promise().then(() => null, error => ({code: error.code, message: error.message}));

    await client.deleteDataset({name: dataset.name});
    const gone = await client.getDataset({name: dataset.name}).then(() => null, error => error.code);
    return {
      operation: operation.name,
      imported,
      partialFailures: metadata.partialFailures.map(each => each.message),
      texts: items.map(item => item.textPayload.textContent),
      first: first.textPayload.textContent,
      dataItemCount: Number(after.dataItemCount),
      inputConfigs: after.inputConfigs.length,
      done: checked.done,
      failure,
      gone,
    };
  },

  // What a run's truth says is listed, read, and written to a file.
  async listAndExport({dataset, outputUri}) {
    const [sets] = await client.listAnnotatedDatasets({parent: dataset});
    const annotatedDataset = sets[0].name;
    const [examples] = await client.listExamples({parent: annotatedDataset, pageSize: 100});
    const [example] = await client.getExample({name: examples[0].name});
    const [operation] = await client.exportData({
      name: dataset,
      annotatedDataset,
      outputConfig: {gcsDestination: {outputUri, mimeType: 'text/csv'}},
    });
    const [exported] = await operation.promise();
    return {
      annotatedDatasets: sets.length,
      examples: examples.length,
      example: example.name,
      exported: {...exported, labelStats: Object.fromEntries(
        Object.entries(exported.labelStats.exampleCount).map(([label, count]) => [label, Number(count)]))},
    };
  },
};

scripts[script](JSON.parse(json)).then(
  answer => console.log(JSON.stringify(answer)),
  error => {
    console.error(error);
    process.exit(1);
  });

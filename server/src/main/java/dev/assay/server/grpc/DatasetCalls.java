package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.CreateDatasetRequest;
import dev.assay.datalabeling.v1beta1.DataItem;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetDataItemRequest;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsResponse;
import dev.assay.datalabeling.v1beta1.ListDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListDatasetsResponse;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Set;

/** The calls about datasets and their items. */
final class DatasetCalls {
    private final Datasets datasets;
    private final DataItems items;
    private final InstantSource clock;

    @Inject
    DatasetCalls(Datasets datasets, DataItems items, InstantSource clock) {
        this.datasets = datasets;
        this.items = items;
        this.clock = clock;
    }

    Dataset create(CreateDatasetRequest request) {
        DatasetDraft draft = DatasetProtos.draft(request.getDataset());
        Violations.requireAll(() -> project(request.getParent()), draft::check);
        return DatasetProtos.message(
                datasets.create(project(request.getParent()), draft, Micros.truncate(clock.instant())));
    }

    Dataset get(GetDatasetRequest request) {
        return DatasetProtos.message(
                datasets.getHeld(ResourceName.parse(ResourceKind.DATASET, "name", request.getName())));
    }

    ListDatasetsResponse list(ListDatasetsRequest request) {
        Violations.requireAll(
                () -> project(request.getParent()),
                () -> Filter.parse(request.getFilter(), Set.of()),
                () -> pages(request));
        Page<Dataset> page =
                datasets.list(project(request.getParent()), pages(request)).map(DatasetProtos::message);
        return ListDatasetsResponse.newBuilder()
                .addAllDatasets(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    Empty delete(DeleteDatasetRequest request) {
        datasets.delete(
                ResourceName.parse(ResourceKind.DATASET, "name", request.getName()), Micros.truncate(clock.instant()));
        return Empty.getDefaultInstance();
    }

    DataItem getItem(GetDataItemRequest request) {
        return DatasetProtos.message(items.get(ResourceName.parse(ResourceKind.DATA_ITEM, "name", request.getName())));
    }

    ListDataItemsResponse listItems(ListDataItemsRequest request) {
        Violations.requireAll(
                () -> dataset(request.getParent()),
                () -> Filter.parse(request.getFilter(), Set.of()),
                () -> pages(request));
        Page<DataItem> page =
                items.list(dataset(request.getParent()), pages(request)).map(DatasetProtos::message);
        return ListDataItemsResponse.newBuilder()
                .addAllDataItems(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private static PageRequest pages(ListDatasetsRequest request) {
        return PageRequest.of(
                request.getPageSize(), request.getPageToken(), "datasets", request.getParent(), request.getFilter());
    }

    private static PageRequest pages(ListDataItemsRequest request) {
        return PageRequest.of(
                request.getPageSize(), request.getPageToken(), "dataItems", request.getParent(), request.getFilter());
    }

    private static ResourceName dataset(String parent) {
        return ResourceName.parse(ResourceKind.DATASET, "parent", parent);
    }

    private static ResourceName project(String parent) {
        return ResourceName.parse(ResourceKind.PROJECT, "parent", parent);
    }
}

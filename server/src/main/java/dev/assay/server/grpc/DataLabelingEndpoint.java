package dev.assay.server.grpc;

import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.CreateDatasetRequest;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataItem;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceImplBase;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.DeleteAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DeleteInstructionRequest;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.GetAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.GetDataItemRequest;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.datalabeling.v1beta1.GetExampleRequest;
import dev.assay.datalabeling.v1beta1.GetInstructionRequest;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.LabelImageRequest;
import dev.assay.datalabeling.v1beta1.LabelTextRequest;
import dev.assay.datalabeling.v1beta1.LabelVideoRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsResponse;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsResponse;
import dev.assay.datalabeling.v1beta1.ListDataItemsRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsResponse;
import dev.assay.datalabeling.v1beta1.ListDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListDatasetsResponse;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.ListExamplesRequest;
import dev.assay.datalabeling.v1beta1.ListExamplesResponse;
import dev.assay.datalabeling.v1beta1.ListInstructionsRequest;
import dev.assay.datalabeling.v1beta1.ListInstructionsResponse;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;

/**
 * The compatible contract's one service, as a switchboard: each call goes to the class that handles its resource.
 */
final class DataLabelingEndpoint extends DataLabelingServiceImplBase {
    private final JobCalls jobs;
    private final SpecSetCalls specSets;
    private final DatasetCalls datasets;
    private final AnnotatedDatasetCalls annotatedDatasets;
    private final TransferCalls transfers;
    private final EvaluationCalls evaluations;
    private final InstructionCalls instructions;
    private final LabelCalls labels;

    @Inject
    DataLabelingEndpoint(
            JobCalls jobs,
            SpecSetCalls specSets,
            DatasetCalls datasets,
            AnnotatedDatasetCalls annotatedDatasets,
            TransferCalls transfers,
            EvaluationCalls evaluations,
            PeopleCalls people) {
        this.jobs = jobs;
        this.specSets = specSets;
        this.datasets = datasets;
        this.annotatedDatasets = annotatedDatasets;
        this.transfers = transfers;
        this.evaluations = evaluations;
        this.instructions = people.instructions();
        this.labels = people.labels();
    }

    @Override
    public void createEvaluationJob(CreateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        Answers.unary(observer, () -> jobs.create(request));
    }

    @Override
    public void updateEvaluationJob(UpdateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        Answers.unary(observer, () -> jobs.update(request));
    }

    @Override
    public void getEvaluationJob(GetEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        Answers.unary(observer, () -> jobs.get(request));
    }

    @Override
    public void listEvaluationJobs(
            ListEvaluationJobsRequest request, StreamObserver<ListEvaluationJobsResponse> observer) {
        Answers.unary(observer, () -> jobs.list(request));
    }

    @Override
    public void pauseEvaluationJob(PauseEvaluationJobRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> jobs.pause(request));
    }

    @Override
    public void resumeEvaluationJob(ResumeEvaluationJobRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> jobs.resume(request));
    }

    @Override
    public void deleteEvaluationJob(DeleteEvaluationJobRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> jobs.delete(request));
    }

    @Override
    public void createAnnotationSpecSet(
            CreateAnnotationSpecSetRequest request, StreamObserver<AnnotationSpecSet> observer) {
        Answers.unary(observer, () -> specSets.create(request));
    }

    @Override
    public void getAnnotationSpecSet(GetAnnotationSpecSetRequest request, StreamObserver<AnnotationSpecSet> observer) {
        Answers.unary(observer, () -> specSets.get(request));
    }

    @Override
    public void listAnnotationSpecSets(
            ListAnnotationSpecSetsRequest request, StreamObserver<ListAnnotationSpecSetsResponse> observer) {
        Answers.unary(observer, () -> specSets.list(request));
    }

    @Override
    public void deleteAnnotationSpecSet(DeleteAnnotationSpecSetRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> specSets.delete(request));
    }

    @Override
    public void createDataset(CreateDatasetRequest request, StreamObserver<Dataset> observer) {
        Answers.unary(observer, () -> datasets.create(request));
    }

    @Override
    public void getDataset(GetDatasetRequest request, StreamObserver<Dataset> observer) {
        Answers.unary(observer, () -> datasets.get(request));
    }

    @Override
    public void listDatasets(ListDatasetsRequest request, StreamObserver<ListDatasetsResponse> observer) {
        Answers.unary(observer, () -> datasets.list(request));
    }

    @Override
    public void deleteDataset(DeleteDatasetRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> datasets.delete(request));
    }

    @Override
    public void importData(ImportDataRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> transfers.importData(request));
    }

    @Override
    public void getDataItem(GetDataItemRequest request, StreamObserver<DataItem> observer) {
        Answers.unary(observer, () -> datasets.getItem(request));
    }

    @Override
    public void listDataItems(ListDataItemsRequest request, StreamObserver<ListDataItemsResponse> observer) {
        Answers.unary(observer, () -> datasets.listItems(request));
    }

    @Override
    public void getAnnotatedDataset(GetAnnotatedDatasetRequest request, StreamObserver<AnnotatedDataset> observer) {
        Answers.unary(observer, () -> annotatedDatasets.get(request));
    }

    @Override
    public void listAnnotatedDatasets(
            ListAnnotatedDatasetsRequest request, StreamObserver<ListAnnotatedDatasetsResponse> observer) {
        Answers.unary(observer, () -> annotatedDatasets.list(request));
    }

    @Override
    public void deleteAnnotatedDataset(DeleteAnnotatedDatasetRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> annotatedDatasets.delete(request));
    }

    @Override
    public void getExample(GetExampleRequest request, StreamObserver<Example> observer) {
        Answers.unary(observer, () -> annotatedDatasets.getExample(request));
    }

    @Override
    public void listExamples(ListExamplesRequest request, StreamObserver<ListExamplesResponse> observer) {
        Answers.unary(observer, () -> annotatedDatasets.listExamples(request));
    }

    @Override
    public void getEvaluation(GetEvaluationRequest request, StreamObserver<Evaluation> observer) {
        Answers.unary(observer, () -> evaluations.get(request));
    }

    @Override
    public void searchEvaluations(
            SearchEvaluationsRequest request, StreamObserver<SearchEvaluationsResponse> observer) {
        Answers.unary(observer, () -> evaluations.search(request));
    }

    @Override
    public void searchExampleComparisons(
            SearchExampleComparisonsRequest request, StreamObserver<SearchExampleComparisonsResponse> observer) {
        Answers.unary(observer, () -> evaluations.compare(request));
    }

    @Override
    public void exportData(ExportDataRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> transfers.exportData(request));
    }

    @Override
    public void createInstruction(CreateInstructionRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> instructions.create(request));
    }

    @Override
    public void getInstruction(GetInstructionRequest request, StreamObserver<Instruction> observer) {
        Answers.unary(observer, () -> instructions.get(request));
    }

    @Override
    public void listInstructions(ListInstructionsRequest request, StreamObserver<ListInstructionsResponse> observer) {
        Answers.unary(observer, () -> instructions.list(request));
    }

    @Override
    public void deleteInstruction(DeleteInstructionRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> instructions.delete(request));
    }

    @Override
    public void labelImage(LabelImageRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> labels.labelImage(request));
    }

    @Override
    public void labelText(LabelTextRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> labels.labelText(request));
    }

    @Override
    public void labelVideo(LabelVideoRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> labels.labelVideo(request));
    }
}

package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.transfer.ExampleLines;
import dev.assay.server.evaluation.BoxOptions;
import dev.assay.server.evaluation.JobStates;
import io.grpc.BindableService;

/** The endpoints of both contracts. */
public final class EndpointsModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(JobCalls.class);
        bind(SpecSetCalls.class);
        bind(DatasetCalls.class);
        bind(AnnotatedDatasetCalls.class);
        bind(TransferCalls.class);
        bind(EvaluationCalls.class);
        bind(InstructionCalls.class);
        bind(LabelCalls.class);
        bind(PeopleCalls.class);
        bind(TaskCalls.class);
        bind(LeaseCalls.class);
        bind(DeskCalls.class);
        bind(BodyCalls.class);
        bind(ExampleLines.class).to(ExampleJson.class);
        bind(ExampleJson.class).in(Singleton.class);
        bind(EvaluationConfigs.class);
        bind(BoxOptions.class).to(EvaluationConfigs.class);
        bind(LiveJobStates.class);
        bind(JobStates.class).to(LiveJobStates.class);
        bind(OperationProtos.class);
        tell(ImportMessages.class);
        tell(InstructionMessages.class);
        tell(ExportMessages.class);
        tell(LabelMessages.class);
        bind(QueuedBytes.class);
        bind(StreamWorkers.class).in(Singleton.class);
        serve(DataLabelingEndpoint.class);
        serve(PredictionLogEndpoint.class);
        serve(EvaluationRunsEndpoint.class);
        serve(LabelingDeskEndpoint.class);
        serve(OperationsEndpoint.class);
    }

    private void tell(Class<? extends OperationMessages> kind) {
        bind(kind);
        Multibinder.newSetBinder(binder(), OperationMessages.class).addBinding().to(kind);
    }

    private void serve(Class<? extends BindableService> endpoint) {
        bind(endpoint).in(Singleton.class);
        Multibinder.newSetBinder(binder(), BindableService.class).addBinding().to(endpoint);
    }
}

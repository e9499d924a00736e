package dev.assay.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.assay.server.dataset.AnnotationSpecSetStore;
import dev.assay.server.dataset.DataItemStore;
import dev.assay.server.dataset.DatasetStore;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore;
import dev.assay.server.dataset.instruction.InstructionStore;
import dev.assay.server.dataset.transfer.ImportTables;
import dev.assay.server.evaluation.EvaluationStore;
import dev.assay.server.job.JobStore;
import dev.assay.server.labeling.AnswerStore;
import dev.assay.server.labeling.LabelingTaskStore;
import dev.assay.server.labeling.QuestionStore;
import dev.assay.server.operation.OperationStore;
import dev.assay.server.run.RunStore;
import dev.assay.server.sampling.HeldTruthStore;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SamplingStore;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkStore;

/** The stores that the domain rooms declare, kept in one database. */
public final class StoreModule extends AbstractModule {
    private final OpenStore store;

    /** Stores of this open database. */
    public StoreModule(OpenStore store) {
        this.store = store;
    }

    @Override
    protected void configure() {
        bind(Database.class).toInstance(store.database());
        bind(Transactions.class).to(Database.class);
        keep(WorkStore.class, SqlWorkStore.class);
        keep(JobStore.class, SqlJobStore.class);
        keep(AnnotationSpecSetStore.class, SqlAnnotationSpecSetStore.class);
        keep(Holds.class, SqlHolds.class);
        keep(SamplingStore.class, SqlSamplingStore.class);
        keep(SampleTableStore.class, SqlSampleTableStore.class);
        keep(HeldTruthStore.class, SqlHeldTruthStore.class);
        keep(DatasetStore.class, SqlDatasetStore.class);
        keep(InstructionStore.class, SqlInstructionStore.class);
        keep(DataItemStore.class, SqlDataItemStore.class);
        keep(AnnotatedDatasetStore.class, SqlAnnotatedDatasetStore.class);
        keep(ImportTables.class, SqlImportTables.class);
        keep(EvaluationStore.class, SqlEvaluationStore.class);
        keep(OperationStore.class, SqlOperationStore.class);
        keep(RunStore.class, SqlRunStore.class);
        keep(LabelingTaskStore.class, SqlLabelingTaskStore.class);
        keep(QuestionStore.class, SqlQuestionStore.class);
        keep(AnswerStore.class, SqlAnswerStore.class);
    }

    private <T> void keep(Class<T> declared, Class<? extends T> kept) {
        bind(kept).in(Singleton.class);
        bind(declared).to(kept);
    }
}

package dev.assay.server.web;

import com.google.protobuf.util.JsonFormat;
import dev.assay.datalabeling.v1beta1.ImportDataOperationMetadata;
import io.grpc.BindableService;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the contracts of the services say about HTTP: the bindings, how requests are read and answers written. */
record RestContract(List<RestBinding> bindings, RestRequests requests, JsonFormat.Printer json) {

    static RestContract of(Set<BindableService> services) {
        JsonFormat.TypeRegistry types = types(services);
        return new RestContract(
                RestBinding.of(services),
                new RestRequests(types),
                JsonFormat.printer().usingTypeRegistry(types));
    }

    private static JsonFormat.TypeRegistry types(Set<BindableService> services) {
        JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
        services.stream()
                .flatMap(service -> service.bindService().getMethods().stream())
                .map(method -> method.getMethodDescriptor().getSchemaDescriptor())
                .filter(ProtoMethodDescriptorSupplier.class::isInstance)
                .map(schema -> ((ProtoMethodDescriptorSupplier) schema).getFileDescriptor())
                .collect(Collectors.toSet())
                .forEach(file -> file.getDependencies().forEach(more -> types.add(more.getMessageTypes())));
        // What operations carry stands in a file of its own, which no service refers to.
        return types.add(ImportDataOperationMetadata.getDescriptor())
                .add(com.google.rpc.ErrorInfo.getDescriptor())
                .add(com.google.rpc.BadRequest.getDescriptor())
                .build();
    }
}

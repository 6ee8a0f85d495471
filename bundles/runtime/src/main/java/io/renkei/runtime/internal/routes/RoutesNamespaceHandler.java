package io.renkei.runtime.internal.routes;

import java.io.StringWriter;
import java.net.URL;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.aries.blueprint.NamespaceHandler;
import org.apache.aries.blueprint.ParserContext;
import org.apache.aries.blueprint.mutable.MutableBeanMetadata;
import org.apache.aries.blueprint.mutable.MutableRefMetadata;
import org.apache.aries.blueprint.mutable.MutableValueMetadata;
import org.jspecify.annotations.Nullable;
import org.osgi.service.blueprint.reflect.BeanMetadata;
import org.osgi.service.blueprint.reflect.ComponentMetadata;
import org.osgi.service.blueprint.reflect.Metadata;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Lets a Blueprint file hold Camel routes: {@code <renkei:routes kind="db" role="centre"><routeTemplates ...>}. Must be
 * registered for Camel's namespace too, because Aries waits for a handler of every namespace at any depth.
 */
public final class RoutesNamespaceHandler implements NamespaceHandler {
    private static final String NAMESPACE = "http://renkei.io/xmlns/routes/v1.0";

    @Override
    public @Nullable URL getSchemaLocation(String namespace) {
        if (NAMESPACE.equals(namespace)) {
            return getClass().getResource("/schema/routes-1.0.xsd");
        }
        // null for foreign namespaces: anything else is logged by Aries as bad behaviour
        return XmlRoutes.CAMEL_NAMESPACE.equals(namespace) ? getClass().getResource("/schema/camel-any.xsd") : null;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Aries declares it
    public Set<Class> getManagedClasses() {
        return Set.of(XmlRoutes.class);
    }

    @Override
    public ComponentMetadata decorate(Node node, ComponentMetadata component, ParserContext context) {
        return component;
    }

    @Override
    public Metadata parse(Element element, ParserContext context) {
        MutableBeanMetadata bean = context.createMetadata(MutableBeanMetadata.class);
        bean.setId(element.hasAttribute("id") ? element.getAttribute("id") : context.generateId());
        bean.setScope(BeanMetadata.SCOPE_SINGLETON);
        bean.setActivation(ComponentMetadata.ACTIVATION_EAGER);
        bean.setRuntimeClass(XmlRoutes.class);
        bean.setInitMethod("init");
        bean.setDestroyMethod("destroy");
        MutableRefMetadata bundle = context.createMetadata(MutableRefMetadata.class);
        bundle.setComponentId("blueprintBundleContext");
        bean.addArgument(bundle, null, 0);
        bean.addArgument(text(context, element.getAttribute("kind")), String.class.getName(), 1);
        bean.addArgument(text(context, element.getAttribute("role")), String.class.getName(), 2);
        bean.addArgument(text(context, content(element)), String.class.getName(), 3);
        return bean;
    }

    private static String content(Element element) {
        Element dsl = null;
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                dsl = child;
            }
        }
        if (dsl == null) {
            throw new IllegalArgumentException("<renkei:routes> is empty; it needs one <routeTemplates>");
        }
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(dsl), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalArgumentException("the routes can't be read", e);
        }
    }

    private static MutableValueMetadata text(ParserContext context, String text) {
        MutableValueMetadata value = context.createMetadata(MutableValueMetadata.class);
        value.setStringValue(text);
        return value;
    }
}
